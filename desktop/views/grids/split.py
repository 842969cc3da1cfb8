def start_split(desk, page, grid_id):
    pass
