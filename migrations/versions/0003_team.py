"""The team, training, the Party organisation, check-in, stations and the city centre.

Revision: 0003, after 0002

The rows of the new code lists come from ``resources/codes/code_lists.csv`` when the office is opened.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
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
    """Add the new fields of grids and people, and create every new table."""
    op.add_column("grids", sa.Column("estates", sa.Integer(), nullable=True))
    op.add_column("people", sa.Column("party_joined_on", sa.Date(), nullable=True))
    op.add_column("people", sa.Column("deputy", sa.Text(), nullable=True))
    op.add_column("people", sa.Column("deputy_until", sa.Date(), nullable=True))
    op.create_table(
        "campaigns",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("aim", sa.Text(), nullable=False),
        *record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_index("ix_campaigns_sort_key", "campaigns", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "halls",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        *record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_halls")),
    )
    op.create_index("ix_halls_sort_key", "halls", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "centre_units",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("hall_id", sa.Uuid(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("mobile", PLAIN, nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_centre_units_department_id")),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_centre_units_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_units")),
    )
    op.create_index("ix_centre_units_sort_key", "centre_units", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "classes",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("division_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.Numeric(precision=6, scale=1), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["division_id"], ["divisions.id"], name=op.f("fk_classes_division_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
    )
    op.create_index("ix_classes_sort_key", "classes", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("number", PLAIN, nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contracts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
    )
    op.create_index(op.f("ix_contracts_ended_on"), "contracts", ["ended_on"], unique=False)
    op.create_index(
        "ix_contracts_person_id", "contracts", ["person_id", "deleted", "started_on", "ended_on"], unique=False
    )
    op.create_index("ix_contracts_sort_key", "contracts", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "systems",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("functions", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_systems_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_systems")),
    )
    op.create_index("ix_systems_sort_key", "systems", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "units",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("party_members", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["community_id"], ["divisions.id"], name=op.f("fk_units_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_index("ix_units_sort_key", "units", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=6, scale=1), nullable=True),
        sa.Column("certificate", PLAIN, nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_attendances_class_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendances_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
    )
    op.create_index("ix_attendances_class_id", "attendances", ["class_id", "deleted", "status"], unique=False)
    op.create_index(
        "ix_attendances_person_id", "attendances", ["person_id", "deleted", "status", "class_id"], unique=False
    )
    op.create_index("ix_attendances_sort_key", "attendances", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "members",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("mobile", PLAIN, nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("estate", sa.Text(), nullable=False),
        sa.Column("checked_in_on", sa.Date(), nullable=False),
        sa.Column("checked_out_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("intention", sa.Text(), nullable=True),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("free_time", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["community_id"], ["divisions.id"], name=op.f("fk_members_community_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_members_grid_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_members_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(
        "ix_members_community_id",
        "members",
        ["community_id", "deleted", "checked_in_on", "checked_out_on"],
        unique=False,
    )
    op.create_index("ix_members_sort_key", "members", ["sort_key", "id", "deleted"], unique=False)
    op.create_index(op.f("ix_members_unit_id"), "members", ["unit_id"], unique=False)
    op.create_table(
        "party_organisations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("division_id", sa.Uuid(), nullable=True),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("building", sa.Text(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("elected_on", sa.Date(), nullable=True),
        sa.Column("term_until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["division_id"], ["divisions.id"], name=op.f("fk_party_organisations_division_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_party_organisations_grid_id")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["party_organisations.id"], name=op.f("fk_party_organisations_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_organisations")),
    )
    op.create_index(op.f("ix_party_organisations_division_id"), "party_organisations", ["division_id"], unique=False)
    op.create_index(op.f("ix_party_organisations_grid_id"), "party_organisations", ["grid_id"], unique=False)
    op.create_index(
        "ix_party_organisations_level", "party_organisations", ["level", "deleted", "ended_on"], unique=False
    )
    op.create_index(op.f("ix_party_organisations_parent_id"), "party_organisations", ["parent_id"], unique=False)
    op.create_index(
        "ix_party_organisations_sort_key", "party_organisations", ["sort_key", "id", "deleted"], unique=False
    )
    op.create_table(
        "staff_changes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("from_grid_id", sa.Uuid(), nullable=True),
        sa.Column("to_grid_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["from_grid_id"], ["grids.id"], name=op.f("fk_staff_changes_from_grid_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_staff_changes_person_id")),
        sa.ForeignKeyConstraint(["to_grid_id"], ["grids.id"], name=op.f("fk_staff_changes_to_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_changes")),
    )
    op.create_index("ix_staff_changes_kind", "staff_changes", ["kind", "deleted", "day"], unique=False)
    op.create_index("ix_staff_changes_sort_key", "staff_changes", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "stations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("division_id", sa.Uuid(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=False),
        sa.Column("party_led", sa.Boolean(), nullable=False),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["division_id"], ["divisions.id"], name=op.f("fk_stations_division_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_stations_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
    )
    op.create_index("ix_stations_kind", "stations", ["kind", "deleted", "opened_on", "closed_on"], unique=False)
    op.create_index("ix_stations_sort_key", "stations", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "trainers",
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=6, scale=1), nullable=True),
        *record_columns(),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_trainers_class_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_trainers_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainers")),
    )
    op.create_index(op.f("ix_trainers_class_id"), "trainers", ["class_id"], unique=False)
    op.create_index("ix_trainers_sort_key", "trainers", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "unit_duties",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("first_unit_id", sa.Uuid(), nullable=True),
        sa.Column("swap_reason", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["first_unit_id"], ["centre_units.id"], name=op.f("fk_unit_duties_first_unit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["centre_units.id"], name=op.f("fk_unit_duties_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_duties")),
    )
    op.create_index(op.f("ix_unit_duties_day"), "unit_duties", ["day"], unique=False)
    op.create_index("ix_unit_duties_sort_key", "unit_duties", ["sort_key", "id", "deleted"], unique=False)
    op.create_index("ix_unit_duties_unit_id", "unit_duties", ["unit_id", "deleted", "day"], unique=False)
    op.create_table(
        "evaluations",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("evaluated_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        *record_columns(),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_evaluations_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
    )
    op.create_index(op.f("ix_evaluations_member_id"), "evaluations", ["member_id"], unique=False)
    op.create_index("ix_evaluations_sort_key", "evaluations", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["party_organisations.id"], name=op.f("fk_memberships_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index(
        "ix_memberships_organisation_id",
        "memberships",
        ["organisation_id", "deleted", "started_on", "ended_on", "standing", "duty"],
        unique=False,
    )
    op.create_index(
        "ix_memberships_person_id",
        "memberships",
        ["person_id", "deleted", "started_on", "ended_on", "organisation_id"],
        unique=False,
    )
    op.create_index("ix_memberships_sort_key", "memberships", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "station_activities",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("matters", sa.Integer(), nullable=True),
        sa.Column("settled", sa.Integer(), nullable=True),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_station_activities_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_activities")),
    )
    op.create_index(op.f("ix_station_activities_day"), "station_activities", ["day"], unique=False)
    op.create_index("ix_station_activities_sort_key", "station_activities", ["sort_key", "id", "deleted"], unique=False)
    op.create_index(
        "ix_station_activities_station_id", "station_activities", ["station_id", "deleted", "day"], unique=False
    )
    op.create_table(
        "station_members",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("elder", sa.Text(), nullable=True),
        sa.Column("political_status", sa.Text(), nullable=True),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_station_members_person_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_station_members_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_members")),
    )
    op.create_index("ix_station_members_sort_key", "station_members", ["sort_key", "id", "deleted"], unique=False)
    op.create_index(
        "ix_station_members_station_id", "station_members", ["station_id", "deleted", "ended_on"], unique=False
    )
    op.create_table(
        "wishes",
        sa.Column("number", PLAIN, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subkind", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("wisher", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("thanked_on", sa.Date(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["community_id"], ["divisions.id"], name=op.f("fk_wishes_community_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_wishes_grid_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_wishes_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
    )
    op.create_index(op.f("ix_wishes_member_id"), "wishes", ["member_id"], unique=False)
    op.create_index("ix_wishes_sort_key", "wishes", ["sort_key", "id", "deleted"], unique=False)
    op.create_index("ix_wishes_state", "wishes", ["state", "deleted", "published_on"], unique=False)
    op.create_table(
        "services",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subkind", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("started_at", PLAIN, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("wish_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_services_campaign_id")),
        sa.ForeignKeyConstraint(["community_id"], ["divisions.id"], name=op.f("fk_services_community_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_services_member_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_services_person_id")),
        sa.ForeignKeyConstraint(["wish_id"], ["wishes.id"], name=op.f("fk_services_wish_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
    )
    op.create_index(op.f("ix_services_campaign_id"), "services", ["campaign_id"], unique=False)
    op.create_index("ix_services_day", "services", ["deleted", "day", "sort_key", "id"], unique=False)
    op.create_index("ix_services_kind", "services", ["kind", "deleted", "day"], unique=False)
    op.create_index(
        "ix_services_member_id",
        "services",
        ["member_id", "deleted", "day", "kind", "subkind", "occasion", "hours", "people"],
        unique=False,
    )
    op.create_index("ix_services_person_id", "services", ["person_id", "deleted", "day", "hours"], unique=False)
    op.create_index("ix_services_sort_key", "services", ["sort_key", "id", "deleted"], unique=False)
    op.create_index(op.f("ix_services_wish_id"), "services", ["wish_id"], unique=False)
