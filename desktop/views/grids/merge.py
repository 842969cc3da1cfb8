def start_merge(desk, page, ids):
    pass
