"""The foundation: divisions, offices, grids, boundaries, people, posts, codes, accounts, settings, history, key ring.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def record_columns() -> list[sa.Column]:
    """Return what every record had in this revision."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Uuid(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sort_key", PLAIN, nullable=False),
    ]


def upgrade() -> None:
    """Create every table of the foundation."""
    op.create_table(
        "actions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_actions")),
        sa.UniqueConstraint("id", name=op.f("uq_actions_id")),
    )
    op.create_index(op.f("ix_actions_at"), "actions", ["at"], unique=False)
    op.create_index(op.f("ix_actions_undoes_id"), "actions", ["undoes_id"], unique=False)
    op.create_table(
        "code_schemes",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("check_character", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_schemes")),
        sa.UniqueConstraint("name", name=op.f("uq_code_schemes_name")),
    )
    op.create_index("ix_code_schemes_sort_key", "code_schemes", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "codes",
        sa.Column("list_key", PLAIN, nullable=False),
        sa.Column("code", PLAIN, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        *record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
        sa.UniqueConstraint("list_key", "code", name=op.f("uq_codes_list_key_code")),
    )
    op.create_index("ix_codes_sort_key", "codes", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "departments",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
    )
    op.create_index("ix_departments_sort_key", "departments", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "divisions",
        sa.Column("code", PLAIN, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("party_secretary", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["parent_id"], ["divisions.id"], name=op.f("fk_divisions_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_divisions")),
        sa.UniqueConstraint("code", name=op.f("uq_divisions_code")),
    )
    op.create_index(op.f("ix_divisions_parent_id"), "divisions", ["parent_id"], unique=False)
    op.create_index("ix_divisions_sort_key", "divisions", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("base_revision", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_account_id", "drafts", ["account_id", "kind", "record_id"], unique=False)
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
        sa.UniqueConstraint("day", name=op.f("uq_holidays_day")),
    )
    op.create_index("ix_holidays_sort_key", "holidays", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "people",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("id_number", PLAIN, nullable=False),
        sa.Column("mobile", PLAIN, nullable=False),
        sa.Column("office_phone", PLAIN, nullable=False),
        sa.Column("political_status", sa.Text(), nullable=True),
        sa.Column("education", sa.Text(), nullable=True),
        sa.Column("background", sa.Text(), nullable=True),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("photo_consent_on", sa.Date(), nullable=True),
        sa.Column("photo_consent_until", sa.Date(), nullable=True),
        sa.Column("mobile_consent_on", sa.Date(), nullable=True),
        sa.Column("mobile_consent_until", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index("ix_people_sort_key", "people", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("ordering", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index("ix_saved_views_account_id", "saved_views", ["account_id", "kind"], unique=False)
    op.create_table(
        "settings",
        sa.Column("key", PLAIN, nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        *record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_settings_office_id_key")),
    )
    op.create_index("ix_settings_sort_key", "settings", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accounts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_accounts_office_id_name")),
    )
    op.create_index("ix_accounts_sort_key", "accounts", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "changes",
        sa.Column("action_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["action_number"], ["actions.number"], name=op.f("fk_changes_action_number")),
        sa.PrimaryKeyConstraint("action_number", "position", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_record", "changes", ["record", "record_id"], unique=False)
    op.create_table(
        "grids",
        sa.Column("code", PLAIN, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedicated_kind", sa.Text(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("code_scheme_id", sa.Uuid(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("buildings", sa.Integer(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("party_members", sa.Integer(), nullable=True),
        sa.Column("party_groups", sa.Integer(), nullable=True),
        sa.Column("area", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("east", sa.Text(), nullable=False),
        sa.Column("south", sa.Text(), nullable=False),
        sa.Column("west", sa.Text(), nullable=False),
        sa.Column("north", sa.Text(), nullable=False),
        sa.Column("board_place", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["code_scheme_id"], ["code_schemes.id"], name=op.f("fk_grids_code_scheme_id")),
        sa.ForeignKeyConstraint(["community_id"], ["divisions.id"], name=op.f("fk_grids_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grids")),
        sa.UniqueConstraint("code", name=op.f("uq_grids_code")),
    )
    op.create_index(op.f("ix_grids_community_id"), "grids", ["community_id"], unique=False)
    op.create_index("ix_grids_sort_key", "grids", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "map_features",
        sa.Column("division_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["division_id"], ["divisions.id"], name=op.f("fk_map_features_division_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_features")),
    )
    op.create_index(op.f("ix_map_features_division_id"), "map_features", ["division_id"], unique=False)
    op.create_index("ix_map_features_sort_key", "map_features", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "offices",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("division_id", sa.Uuid(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("supervision_phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["division_id"], ["divisions.id"], name=op.f("fk_offices_division_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
    )
    op.create_index("ix_offices_sort_key", "offices", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "boundaries",
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("division_id", sa.Uuid(), nullable=True),
        sa.Column("polygon", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["division_id"], ["divisions.id"], name=op.f("fk_boundaries_division_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_boundaries_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundaries")),
    )
    op.create_index(op.f("ix_boundaries_division_id"), "boundaries", ["division_id"], unique=False)
    op.create_index(op.f("ix_boundaries_grid_id"), "boundaries", ["grid_id"], unique=False)
    op.create_index("ix_boundaries_sort_key", "boundaries", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "posts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=False),
        sa.Column("employment", sa.Text(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_posts_grid_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_posts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    held = ["kind", "deleted", "started_on", "ended_on"]
    op.create_index("ix_posts_grid_id", "posts", ["grid_id", *held, "person_id"], unique=False)
    op.create_index("ix_posts_person_id", "posts", ["person_id", *held, "employment", "grid_id"], unique=False)
    op.create_index("ix_posts_sort_key", "posts", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "successions",
        sa.Column("predecessor_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["predecessor_id"], ["grids.id"], name=op.f("fk_successions_predecessor_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["grids.id"], name=op.f("fk_successions_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_successions")),
    )
    op.create_index(op.f("ix_successions_predecessor_id"), "successions", ["predecessor_id"], unique=False)
    op.create_index("ix_successions_sort_key", "successions", ["sort_key", "id", "deleted"], unique=False)
    op.create_index(op.f("ix_successions_successor_id"), "successions", ["successor_id"], unique=False)
    # The index of search: an FTS5 table in a file, an array on PostgreSQL (desktop/storage/search_index.py).
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE search_entries (record_id uuid PRIMARY KEY, kind text NOT NULL, pieces text[] NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_entries_pieces ON search_entries USING gin (pieces)")
        op.execute("CREATE INDEX ix_search_entries_kind ON search_entries (kind)")
    else:
        op.execute("CREATE TABLE search_entries (number INTEGER PRIMARY KEY, record_id BLOB NOT NULL)")
        op.execute("CREATE UNIQUE INDEX ix_search_entries_record_id ON search_entries (record_id)")
        op.execute(
            "CREATE VIRTUAL TABLE search_pieces USING fts5"
            "(pieces, content='', contentless_delete=1, detail=none, tokenize='ascii')"
        )
        # As much as one page of the file holds; the usual 4050 bytes would leave half of each empty.
        op.execute("INSERT INTO search_pieces (search_pieces, rank) VALUES ('pgsz', 8000)")
    op.create_table(
        "keyring",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ring", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyring")),
    )
