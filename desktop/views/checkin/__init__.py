"""Check-in of Party members in their community (党员报到): lists, quick entry, wishes, summaries."""
