"""From erasures to the wire."""

from collections.abc import Sequence
from io import BytesIO

from rft_domain.privacy.erasure import Erasure
from rft_domain.privacy.retention import Report

from ...privacy import Reapplied
from ..endpoint import Download
from .wire import ErasureAnswer, ErasuresAnswer, KeptAnswer, ReappliedAnswer, RetentionAnswer

ZIP = "application/zip"


def erasure_answer(erasure: Erasure) -> ErasureAnswer:
    return ErasureAnswer(
        id=erasure.id,
        kind=erasure.kind,
        subject_id=erasure.subject_id,
        at=erasure.at,
        erased_by=erasure.erased_by,
        rows=dict(erasure.rows),
    )


def erasures_answer(erasures: Sequence[Erasure]) -> ErasuresAnswer:
    return ErasuresAnswer([erasure_answer(one) for one in erasures])


def retention_answer(report: Report) -> RetentionAnswer:
    rules = [
        KeptAnswer(rule=one.name, table=one.table, before=one.before, rows=one.rows, because=one.because)
        for one in report.kept
    ]
    return RetentionAnswer(rules=rules, idle_customers=list(report.idle))


def reapplied_answer(done: Reapplied) -> ReappliedAnswer:
    return ReappliedAnswer(
        again=list(done.again),
        before=list(done.before),
        unknown=list(done.unknown),
        failed={str(subject_id): code for subject_id, code in done.failed},
        added=done.added,
    )


def download(exported: bytes) -> Download:
    return Download(media_type=ZIP, name="your-data.zip", file=BytesIO(exported))
