"""Page numbers of the file of a mediation case (卷内页号), as they are printed: what the archive keeps of it."""

from __future__ import annotations

from typing import Any

from desktop.documents.mediation import paginate
from desktop.documents.ministry import Laid
from desktop.documents.page import PrintReport
from desktop.services import case_papers
from desktop.services.case_forms import CaseFile


def numbered(file: CaseFile) -> dict[str, Any]:
    """Return ``pages``, the sheets of the file, and ``contents``, each paper with its first and last page."""
    contents = [
        {
            "paper": one.form.key if isinstance(one, Laid) else "",
            "title": one.form.title if isinstance(one, Laid) else one.title,
            "from": first,
            "to": last,
        }
        for one, first, last in paginate(case_papers.file_forms(file), PrintReport())
    ]
    return {"pages": contents[-1]["to"] if contents else 0, "contents": contents}
