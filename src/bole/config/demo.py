"""A believable company to look around in: twelve candidates in every state, six with finished interviews.

The recordings are made here, by a small synthetic voice whose syllables follow the captions; every page of the company
carries the mark 合成演示. Everything goes through the same actions as real use: nothing is written behind their back.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from bole.accounts import api as accounts
from bole.assessment import api as assessment
from bole.assessment.types import Level
from bole.config import demo_past
from bole.config import demo_people as cast
from bole.config.demo_clips import Clip, clips, record_clip
from bole.core import clock, tenancy
from bole.core.actor import Actor
from bole.core.models import Tenant
from bole.interviews import api as interviews
from bole.interviews import queries
from bole.interviews.actions import conduct, reading, record
from bole.interviews.actions import invite as inviting
from bole.interviews.actions import score as scoring
from bole.interviews.models import Attempt, Invitation
from bole.interviews.ports import speech_to_text
from bole.interviews.types import Mode, Stage
from bole.people import api as people
from bole.people.types import PersonData
from bole.privacy import api as privacy

PART = 96 * 1024


def build() -> str:
    """Make the company unless it is there; returns what to print: three links and the passwords."""
    tenant = Tenant.objects.filter(slug=cast.SLUG).first()
    if tenant is None:
        tenant = _found(clock.now())
    elif not tenant.is_demo:
        raise SystemExit(f"A company with the address “{cast.SLUG}” is here and is no demo; nothing was changed.")
    return _words(tenant)


def _found(at: datetime) -> Tenant:
    """Everything, in the order in which it would have happened."""
    with tempfile.TemporaryDirectory(prefix="bole-demo-") as scratch:
        # Encoding wants the processor, writing rows wants the database: the first runs beside the second.
        with ProcessPoolExecutor(max(1, min(4, os.cpu_count() or 1)), mp_context=get_context("spawn")) as studio:
            recorded = {clip: studio.submit(record_clip, clip, scratch) for clip in clips() if clip.mode != Mode.TYPED}
            made = accounts.found_tenant(
                name=cast.COMPANY,
                slug=cast.SLUG,
                admin_name=cast.HR[0],
                admin_email=cast.HR[1],
                password=cast.PASSWORD,
                at=at - timedelta(days=20),
                is_demo=True,
                contact_name=cast.HR[0],
                contact_email=cast.HR[1],
            )
            tenant = Tenant.objects.get(pk=made.tenant_id)
            with tenancy.of(tenant.id):
                interviewer, second = _staff(made.actor, at)
                invitations = _invite(tenant, made.actor, at)
                _course(invitations, at)
            captions = [future.result()[1] for future in recorded.values()]
            files = {clip: future.result()[0] for clip, future in recorded.items()}
        _answer(tenant, invitations, files, captions, at)
    with tenancy.of(tenant.id):
        _judge(tenant, invitations, interviewer, made.user_id, at)
        sales = next(plan.id for plan in assessment.ready_plans() if plan.key == "sales")
        raters = (Actor("user", str(interviewer), cast.INTERVIEWER[0]), Actor("user", str(second), cast.SECOND[0]))
        demo_past.build(sales, raters, made.actor, at=at)
    return tenant


def _staff(actor: Actor, at: datetime) -> tuple[UUID, UUID]:
    people.ensure_entity(cast.COMPANY, actor=actor, at=at)
    assessment.seed_packs(at=at, signed_by=actor, banks=cast.BANKS)
    name, email, title = cast.INTERVIEWER
    member = accounts.add_member(
        email=email,
        name=name,
        password=cast.PASSWORD,
        roles=[("interviewer", "/")],
        title=title,
        actor=actor,
        at=at - timedelta(days=18),
    )
    name, email, title = cast.SECOND
    second = accounts.add_member(
        email=email,
        name=name,
        password=cast.PASSWORD,
        roles=[("interviewer", "/")],
        title=title,
        actor=actor,
        at=at - timedelta(days=18),
    )
    name, email, title = cast.AUDITOR
    accounts.add_member(
        email=email,
        name=name,
        password=cast.PASSWORD,
        roles=[("auditor", "/")],
        title=title,
        actor=actor,
        at=at - timedelta(days=18),
    )
    return member.user_id, second.user_id


def _invite(tenant: Tenant, actor: Actor, at: datetime) -> list[Invitation]:
    plans = {plan.key: plan.id for plan in assessment.ready_plans()}
    made = []
    for one in cast.CANDIDATES:
        when = at - timedelta(hours=one.invited_h)
        person = people.add_person(
            PersonData(name=one.name, phone=f"+86{one.phone}", email=one.email, source="demo"), actor=actor, at=when
        )
        made.append(
            interviews.invite(
                person.pk, plan_id=plans[one.plan], window_hours=one.window, tenant=tenant, actor=actor, at=when
            )
        )
    return made


def _agree(invitation: Invitation, at: datetime) -> None:
    text = privacy.current_text(conduct.CONSENT_KIND, "zh-hans")
    conduct.opened(invitation, at=at)
    conduct.consent(
        invitation,
        version=text.version,
        digest=text.hash,
        layers={"recording": True, "video": True, "assessment": True},
        language="zh-hans",
        device="demo",
        at=at + timedelta(minutes=2),
    )
    conduct.go_to(invitation, Stage.QUESTION, device="demo", at=at + timedelta(minutes=4))


def _course(invitations: list[Invitation], at: datetime) -> None:
    """Bring those who have not finished to where they stand."""
    for one, invitation in zip(cast.CANDIDATES, invitations, strict=True):
        then = invitation.invited_at + timedelta(hours=1)
        if one.state in {"opened", "human", "revoked"}:
            conduct.opened(invitation, at=then)
        if one.state == "human":
            conduct.choose_person(invitation, at=then + timedelta(minutes=3))
        elif one.state == "started":
            _agree(invitation, then)
            _type(
                invitation,
                0,
                "去年我们的订单查询接口变慢，我先看监控，定位到一条慢查询，加了联合索引，耗时从两秒降到八十毫秒。",
                then,
            )
        elif one.state == "expired":
            conduct.close_overdue(invitation.pk, at=at)
        elif one.state == "revoked":
            interviews.revoke(invitation, reason_code="by_hr", actor=_hr(invitation), at=then + timedelta(hours=2))


def _hr(invitation: Invitation) -> Actor:
    return Actor("user", str(invitation.invited_by), cast.HR[0])


def _type(invitation: Invitation, index: int, text: str, at: datetime) -> None:
    attempt = record.start(
        invitation, index, mode=Mode.TYPED, mime="", device="demo", retakes=1, at=at + timedelta(minutes=6)
    )
    record.write(attempt, text, at=at + timedelta(minutes=9))
    record.keep(invitation, index, attempt.pk, device="demo", at=at + timedelta(minutes=9))


def _answer(
    tenant: Tenant, invitations: list[Invitation], files: dict[Clip, str], captions: list[Any], at: datetime
) -> None:
    """Upload each clip in numbered parts, finish, and read it as a worker would: two at a time."""
    from bole.integrations.fake import speech  # noqa: PLC0415 -- only the demo needs the stand-in

    captions_file = Path(settings.BOLE_HOME) / "demo" / "captions.json"
    captions_file.parent.mkdir(parents=True, exist_ok=True)
    speech.write_captions(captions_file, captions)
    stored: list[UUID] = []
    with tenancy.of(tenant.id):
        for number, one in enumerate(cast.CANDIDATES):
            if one.state == "assessed":
                start = at - timedelta(hours=one.submitted_h, minutes=14)
                _agree(invitations[number], start)
                stored += [
                    _upload(invitations[number], clip, Path(path), start)
                    for clip, path in files.items()
                    if clip.candidate == number
                ]
    with _scripted(speech.ScriptedTranscriber(captions_file)), ThreadPoolExecutor(2) as readers:
        list(readers.map(lambda attempt_id: _read(tenant.id, attempt_id), stored))


@contextmanager
def _scripted(recogniser: Any) -> Iterator[None]:
    """The captions stand in for a recogniser, for the demo's own recordings only."""
    before = speech_to_text.swap([lambda: recogniser])
    try:
        yield
    finally:
        speech_to_text.use(before)


def _upload(invitation: Invitation, clip: Clip, path: Path, start: datetime) -> UUID:
    when = start + timedelta(minutes=5 + 2 * clip.index)
    attempt = record.start(
        invitation,
        clip.index,
        mode=Mode(clip.mode),
        mime=f"{clip.mode}/webm",
        device="demo",
        retakes=1,
        at=when,
    )
    body = path.read_bytes()
    parts = [body[k : k + PART] for k in range(0, len(body), PART)]
    for seq, part in enumerate(parts):
        record.add_part(attempt, seq, part, sha256=hashlib.sha256(part).hexdigest())
    record.finish(attempt, count=len(parts), duration_ms=0, at=when + timedelta(minutes=1))
    record.keep(invitation, clip.index, attempt.pk, device="demo", at=when + timedelta(minutes=1))
    return attempt.pk


def _read(tenant: UUID, attempt_id: UUID) -> None:
    @contextmanager
    def scope() -> Iterator[UUID]:
        with tenancy.of(tenant) as opened:
            yield opened

    try:
        with scope():
            attempt = Attempt.objects.select_related("answer__session__invitation").get(pk=attempt_id)
            originals = list(attempt.recordings.filter(kind="original").order_by("track"))
        reading.read_recording(attempt, originals, language="zh-hans", tenant_scope=scope, now=clock.now)
    finally:
        connection.close()


def _judge(tenant: Tenant, invitations: list[Invitation], interviewer: UUID, hr: UUID, at: datetime) -> None:
    """Hand in, score, and let people rate and decide on two of them."""
    for one, made in zip(cast.CANDIDATES, invitations, strict=True):
        if one.state != "assessed":
            continue
        invitation = Invitation.objects.select_related("session", "plan", "person").get(pk=made.pk)
        done = at - timedelta(hours=one.submitted_h)
        conduct.submit(invitation, at=done)
        invitation.session.refresh_from_db()
        scoring.score(invitation.session, tenant=tenant, at=done + timedelta(seconds=40))
    _rate(invitations[0], interviewer, {0: 4, 1: 4, 2: 3}, at - timedelta(hours=20))
    _rate(invitations[2], interviewer, {0: 4, 1: 3, 2: 4}, at - timedelta(hours=22))
    inviting.set_panel(invitations[5], [interviewer], actor=_hr(invitations[5]), at=at - timedelta(hours=2))
    viewer = accounts.viewer_of(hr)
    if viewer is not None:
        assessment.decide(
            invitations[0].session.pk,
            outcome="proceed",
            reason="客户开发过程讲得清楚，有数据；下周约区域经理复试。",
            viewer=viewer,
            at=at - timedelta(hours=12),
        )


def _rate(invitation: Invitation, user_id: UUID, levels: dict[int, int], at: datetime) -> None:
    inviting.set_panel(invitation, [user_id], actor=_hr(invitation), at=invitation.invited_at)
    viewer = accounts.viewer_of(user_id)
    if viewer is None:
        return
    competencies = assessment.frozen(invitation.plan_id).content.competencies
    given = {c.id: Level(levels.get(k, 3), "") for k, c in enumerate(competencies)}
    assessment.rate(invitation.session.pk, given, viewer=viewer, at=at)


def _words(tenant: Tenant) -> str:
    """The three links and how to sign in."""
    with tenancy.of(tenant.id):
        fresh = Invitation.objects.filter(state=interviews.InvitationState.INVITED).order_by("invited_at").last()
        link = queries.link_of(fresh, tenant.slug) if fresh else "—"
        watched = Invitation.objects.filter(panel__isnull=False).order_by("-invited_at").first()
    base = settings.BOLE_BASE_URL
    report = f"{base}/interviews/{watched.pk}/" if watched else f"{base}/"
    return (
        f"合成演示 synthetic demo: {cast.COMPANY}\n"
        f"  HR           {base}/\n               {cast.HR[1]}  {cast.PASSWORD}\n"
        f"  Interviewer  {report}\n               {cast.INTERVIEWER[1]}  {cast.PASSWORD}\n"
        f"  Auditor      {base}/audit/\n               {cast.AUDITOR[1]}  {cast.PASSWORD}\n"
        f"  Candidate    {link}"
    )
