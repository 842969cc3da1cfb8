"""井格 Jingge: the desktop workbench of community offices (社区网格治理工作台)."""

__version__ = "0.1.0"
