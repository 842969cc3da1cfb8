"""The city centre (指挥中心): systems, units, halls, duty by day."""
