"""井格 Jingge: the desktop workbench of community offices (社区网格治理工作台)."""
