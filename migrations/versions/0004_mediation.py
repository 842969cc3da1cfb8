"""Mediation: committees, mediators, consultations, cases and their records, and whose cases an account sees.

Revision: 0004, after 0003

The rows of the new code lists come from ``resources/codes/code_lists.csv`` when the office is opened.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
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
    """Create every table of mediation and tie accounts to committees and rooms."""
    op.create_table(
        "committees",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("division_id", sa.Uuid(), nullable=False),
        sa.Column("chair", sa.Text(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("has_woman", sa.Boolean(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("term_ends_on", sa.Date(), nullable=True),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("seal_name", sa.Text(), nullable=False),
        sa.Column("number_unit", sa.Text(), nullable=False),
        sa.Column("number_template", sa.Text(), nullable=False),
        sa.Column("oral_prefix", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["division_id"], ["divisions.id"], name=op.f("fk_committees_division_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committees")),
    )
    op.create_index("ix_committees_sort_key", "committees", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "mediators",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("employment", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("education", sa.Text(), nullable=True),
        sa.Column("political_status", sa.Text(), nullable=True),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_mediators_account_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_mediators_committee_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mediators_person_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_mediators_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediators")),
    )
    op.create_index(op.f("ix_mediators_account_id"), "mediators", ["account_id"], unique=False)
    op.create_index("ix_mediators_committee_id", "mediators", ["committee_id", "deleted"], unique=False)
    op.create_index("ix_mediators_sort_key", "mediators", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "cases",
        sa.Column("number", PLAIN, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("mediator_id", sa.Uuid(), nullable=True),
        sa.Column("second_mediator_id", sa.Uuid(), nullable=True),
        sa.Column("recorder", sa.Text(), nullable=False),
        sa.Column("dispute_type", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("referred_by", sa.Text(), nullable=True),
        sa.Column("referral_note", sa.Text(), nullable=False),
        sa.Column("court_referral", sa.Text(), nullable=True),
        sa.Column("papers_signed_on", sa.Date(), nullable=True),
        sa.Column("difficulty", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("application_form", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("requests", sa.Text(), nullable=False),
        sa.Column("disputed", sa.Text(), nullable=False),
        sa.Column("responsibility", sa.Text(), nullable=False),
        sa.Column("worsening", sa.Boolean(), nullable=False),
        sa.Column("police_told_on", sa.Date(), nullable=True),
        sa.Column("public_session", sa.Boolean(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("agreement_form", sa.Text(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreement_text", sa.Text(), nullable=False),
        sa.Column("performance_way", sa.Text(), nullable=False),
        sa.Column("performance_time", sa.Text(), nullable=False),
        sa.Column("performance_place", sa.Text(), nullable=False),
        sa.Column("performed_on_spot", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("excluded_matter", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("confirmation_waived_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("end_note", sa.Text(), nullable=False),
        sa.Column("routes_told", sa.Boolean(), nullable=False),
        sa.Column("transferred_to", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column("keeping", sa.Text(), nullable=True),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("file_note", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("contents", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("public_example", sa.Boolean(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("auto_title", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_cases_committee_id")),
        sa.ForeignKeyConstraint(["mediator_id"], ["mediators.id"], name=op.f("fk_cases_mediator_id")),
        sa.ForeignKeyConstraint(["second_mediator_id"], ["mediators.id"], name=op.f("fk_cases_second_mediator_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_cases_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("committee_id", "year", "sequence", name=op.f("uq_cases_committee_id_year_sequence")),
    )
    op.create_index(
        "ix_cases_accepted_on",
        "cases",
        [
            "accepted_on",
            "deleted",
            "void",
            "committee_id",
            "station_id",
            "dispute_type",
            "source",
            "referred_by",
            "result",
            "agreement_form",
            "difficulty",
            "amount",
            "ended_on",
            "performed_on_spot",
        ],
        unique=False,
    )
    op.create_index("ix_cases_applied_on", "cases", ["applied_on", "id", "deleted"], unique=False)
    op.create_index("ix_cases_committee_id", "cases", ["committee_id", "deleted"], unique=False)
    op.create_index(
        "ix_cases_mediator_id", "cases", ["mediator_id", "deleted", "void", "result", "accepted_on"], unique=False
    )
    op.create_index("ix_cases_sort_key", "cases", ["sort_key", "id", "deleted"], unique=False)
    op.create_index("ix_cases_state", "cases", ["state", "deleted", "due_on"], unique=False)
    op.create_index("ix_cases_station_id", "cases", ["station_id", "deleted"], unique=False)
    op.create_index(
        "uq_cases_committee_number",
        "cases",
        ["committee_id", "number"],
        unique=True,
        sqlite_where=sa.text("number <> ''"),
        postgresql_where=sa.text("number <> ''"),
    )
    op.create_table(
        "case_parties",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("representative", sa.Boolean(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("ethnicity", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("id_number", PLAIN, nullable=False),
        sa.Column("id_checked_on", sa.Date(), nullable=True),
        sa.Column("phone", PLAIN, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("legal_representative", sa.Text(), nullable=False),
        sa.Column("legal_duty", sa.Text(), nullable=False),
        sa.Column("credit_code", PLAIN, nullable=False),
        sa.Column("guardian", sa.Text(), nullable=False),
        sa.Column("guardian_relation", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("agent_authority", sa.Text(), nullable=True),
        sa.Column("authority_on", sa.Date(), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("mediator_related", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_parties_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_parties")),
    )
    op.create_index("ix_case_parties_case_id", "case_parties", ["case_id", "deleted"], unique=False)
    op.create_index("ix_case_parties_id_number", "case_parties", ["id_number"], unique=False)
    op.create_index("ix_case_parties_name", "case_parties", ["name", "deleted"], unique=False)
    op.create_index("ix_case_parties_phone", "case_parties", ["phone"], unique=False)
    op.create_index("ix_case_parties_sort_key", "case_parties", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "case_steps",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_steps_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_steps")),
    )
    op.create_index("ix_case_steps_case_id", "case_steps", ["case_id", "position", "to_state", "deleted"], unique=False)
    op.create_index("ix_case_steps_sort_key", "case_steps", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "confirmations",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applicants", sa.Text(), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("court_number", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_confirmations_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
    )
    op.create_index("ix_confirmations_case_id", "confirmations", ["case_id", "deleted"], unique=False)
    op.create_index("ix_confirmations_sort_key", "confirmations", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "consultations",
        sa.Column("number", PLAIN, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("visit_form", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("dispute_type", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("mediator_id", sa.Uuid(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_consultations_case_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_consultations_committee_id")),
        sa.ForeignKeyConstraint(["mediator_id"], ["mediators.id"], name=op.f("fk_consultations_mediator_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_consultations_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
    )
    op.create_index(op.f("ix_consultations_case_id"), "consultations", ["case_id"], unique=False)
    op.create_index("ix_consultations_committee_id", "consultations", ["committee_id", "deleted"], unique=False)
    op.create_index(
        "ix_consultations_day", "consultations", ["day", "station_id", "committee_id", "deleted"], unique=False
    )
    op.create_index("ix_consultations_sort_key", "consultations", ["sort_key", "id", "deleted"], unique=False)
    op.create_index("ix_consultations_station_id", "consultations", ["station_id", "deleted"], unique=False)
    op.create_table(
        "evidences",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("provided_by", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_evidences_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidences")),
    )
    op.create_index("ix_evidences_case_id", "evidences", ["case_id", "deleted"], unique=False)
    op.create_index("ix_evidences_sort_key", "evidences", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "extensions",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("consents", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_extensions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index("ix_extensions_case_id", "extensions", ["case_id", "deleted"], unique=False)
    op.create_index("ix_extensions_sort_key", "extensions", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "investigations",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("investigator", sa.Text(), nullable=False),
        sa.Column("recorder", sa.Text(), nullable=False),
        sa.Column("record_text", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_investigations_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investigations")),
    )
    op.create_index("ix_investigations_case_id", "investigations", ["case_id", "deleted"], unique=False)
    op.create_index("ix_investigations_sort_key", "investigations", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "performances",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("obliged", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_performances_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_performances")),
    )
    op.create_index("ix_performances_case_id", "performances", ["case_id", "deleted", "done_on"], unique=False)
    op.create_index("ix_performances_due_on", "performances", ["due_on", "done_on", "deleted"], unique=False)
    op.create_index("ix_performances_sort_key", "performances", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("from_time", sa.Text(), nullable=False),
        sa.Column("to_time", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("invited", sa.Text(), nullable=False),
        sa.Column("invited_consent", sa.Boolean(), nullable=False),
        sa.Column("recorder", sa.Text(), nullable=False),
        sa.Column("record_text", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sessions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_case_id", "sessions", ["case_id", "deleted"], unique=False)
    op.create_index("ix_sessions_sort_key", "sessions", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "visits",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("visited", sa.Text(), nullable=False),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("performed", sa.Text(), nullable=False),
        sa.Column("satisfied", sa.Text(), nullable=True),
        sa.Column("lawsuit", sa.Text(), nullable=False),
        sa.Column("record_text", sa.Text(), nullable=False),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_visits_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_case_id", "visits", ["case_id", "deleted", "day"], unique=False)
    op.create_index("ix_visits_sort_key", "visits", ["sort_key", "id", "deleted"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        *record_columns(),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_signatures_case_id")),
        sa.ForeignKeyConstraint(["party_id"], ["case_parties.id"], name=op.f("fk_signatures_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
    )
    op.create_index("ix_signatures_case_id", "signatures", ["case_id", "paper", "deleted"], unique=False)
    op.create_index("ix_signatures_sort_key", "signatures", ["sort_key", "id", "deleted"], unique=False)
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(sa.Column("committee_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("station_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_accounts_committee_id"), "committees", ["committee_id"], ["id"])
        batch.create_foreign_key(op.f("fk_accounts_station_id"), "stations", ["station_id"], ["id"])
