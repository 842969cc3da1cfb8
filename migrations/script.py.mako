"""${message}

Revision: ${up_revision}, after ${down_revision}

Rules for a revision:
- Core only (``op``, ``sa``): never import the mapped classes, they change later and this file must not.
- Name the file NNNN_word.py, counting on; the revision is NNNN.
- Batch operations on SQLite copy the table: foreign keys are off while they run, and checked before COMMIT.
- A new column needs a server default or a backfill here; data is never dropped without a copy in the backup.
- Add the database of the schema before it to tests/fixtures/databases/.
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here."""
    ${upgrades if upgrades else "pass"}
