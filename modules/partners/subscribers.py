from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from core.accounts import public as accounts
from core.accounts.events import UserConfirmed
from core.errors import NotYet
from core.events.bus import on_its_way, subscribe
from modules.orders import public as orders
from modules.orders.events import OrderCorrected, OrderMoved, OrderPlaced
from modules.partners import mails, selectors
from modules.partners.events import (
    ApprovalLetterDue,
    ExportAsked,
    PartLetterDue,
    PriceListAddressed,
    PriceListApplied,
    PriceListFailed,
    PriceListHeld,
    PriceListLetterDue,
    PriceListQueued,
    PriceListRejected,
    PriceListRollbackDue,
    PriceListSuperseded,
    ScheduledFetchDue,
    ScheduleLetterDue,
    ShowcaseDue,
    StaffLetterDue,
    SupplierApproved,
)
from modules.partners.rules import News, Status
from modules.partners.services import (
    exporting,
    fetching,
    letters,
    rolling_back,
    running,
    scheduling,
    showcasing,
    streaks,
    suppliers,
)

TOLD_STEPS = frozenset({News.CONFIRMED, News.CANCELLED})
A_MOMENT = timedelta(seconds=1)


@subscribe(UserConfirmed)
def make_supplier(event: UserConfirmed) -> None:
    if event.role == "supplier":
        suppliers.register(user_id=event.user_id, name=event.company or event.email)


@subscribe(SupplierApproved)
def tell_supplier(event: SupplierApproved) -> None:
    letters.tell_of_approval(supplier_id=event.supplier_id)


@subscribe(ApprovalLetterDue, outside=True)
def write_of_approval(event: ApprovalLetterDue, delivery: str) -> None:
    to = accounts.person(event.user_id)
    if to.is_active and _acts(event):
        mails.send_approval(selectors.terms_of(event.supplier_id).name, to=to, key=f"{delivery}.partners")


@subscribe(OrderPlaced)
def tell_of_order(event: OrderPlaced) -> None:
    order = orders.order(event.order_id)
    letters.tell_of_parts({part.id: part.supplier.id for part in order.parts}, news=News.NEW)


@subscribe(OrderMoved)
def tell_of_step(event: OrderMoved) -> None:
    if event.to_status in TOLD_STEPS:
        order = orders.order(event.order_id)
        moved = {part.id: part.supplier.id for part in order.parts if part.id in event.parts}
        letters.tell_of_parts(moved, news=News(event.to_status), but=event.by)


@subscribe(OrderCorrected)
def tell_of_correction(event: OrderCorrected) -> None:
    parts = orders.corrected_parts(order_id=event.order_id, revision=event.revision)
    letters.tell_of_parts(parts, news=News.CORRECTED, revision=event.revision)


@subscribe(PartLetterDue, outside=True)
def write_of_part(event: PartLetterDue, delivery: str) -> None:
    """Say what happened and what the part held then: what came since is told by letters of its own."""
    to, news = accounts.person(event.user_id), News(event.news)
    part = orders.part_of_supplier(supplier_id=event.supplier_id, part_id=event.part_id)
    # A letter that was held up must not have anybody send what is cancelled by now.
    if not to.is_active or not _acts(event) or (part.status == orders.Status.CANCELLED and news != News.CANCELLED):
        return
    made = _correction(event)
    _in_turn(event, delivery, since=made.at if made else part.steps[-1].at)
    reason = made.reason if made else _reason(part, news)
    then = made.at if made else _at(part, news)
    told = orders.part_of_supplier(supplier_id=event.supplier_id, part_id=event.part_id, at=then)
    mails.send_news(told, news=news, reason=reason, correction=made, to=to, key=f"{delivery}.partners")


def _in_turn(event: PartLetterDue, delivery: str, *, since: datetime) -> None:
    """Raise NotYet while an earlier letter to this person about the part is on its way, or tried again.

    What is given up holds nobody up; while a mail server is down, it is looked after less and less often.
    """
    if on_its_way(write_of_part, before=delivery, user_id=event.user_id, part_id=event.part_id):
        after = max(A_MOMENT, (timezone.now() - since) / 10)
        raise NotYet("an earlier letter about this part goes first", after=after)


def _correction(event: PartLetterDue) -> orders.PartCorrection | None:
    if event.revision is None:
        return None
    made = orders.corrections_of_part(supplier_id=event.supplier_id, part_id=event.part_id)
    return next((one for one in made if one.revision == event.revision), None)


def _reason(part: orders.SupplierPart, news: News) -> str:
    return orders.reason_of_part(part.id, status=part.status) if news == News.CANCELLED else ""


def _at(part: orders.SupplierPart, news: News) -> datetime | None:
    status = orders.Status.PENDING if news == News.NEW else news.value
    return max((step.at for step in part.steps if step.status == status), default=None)


def _acts(event: ApprovalLetterDue | PartLetterDue | PriceListLetterDue | ScheduleLetterDue) -> bool:
    return event.user_id in selectors.people_of(event.supplier_id)


@subscribe(PriceListQueued, outside=True)
def work_price_lists_off(event: PriceListQueued, delivery: str) -> None:
    running.work_off(supplier_id=event.supplier_id, worker=delivery)


@subscribe(PriceListAddressed, outside=True)
def fetch_price_list(event: PriceListAddressed, delivery: str) -> None:
    fetching.fetch_list(price_list_id=event.price_list_id)


@subscribe(PriceListRollbackDue, outside=True)
def roll_price_list_back(event: PriceListRollbackDue, delivery: str) -> None:
    rolling_back.carry_out(price_list_id=event.price_list_id)


@subscribe(ScheduledFetchDue, outside=True)
def fetch_by_schedule(event: ScheduledFetchDue, delivery: str) -> None:
    scheduling.run(supplier_id=event.supplier_id)


@subscribe(ScheduleLetterDue, outside=True)
def write_of_schedule(event: ScheduleLetterDue, delivery: str) -> None:
    to, schedule = accounts.person(event.user_id), selectors.schedule_or_none(event.supplier_id)
    # One that works again, or is no more, is nothing to write about.
    if to.is_active and schedule and schedule.error_code and _acts(event):
        mails.send_schedule_failed(schedule, to=to, key=f"{delivery}.partners")


@subscribe(PriceListHeld)
def tell_of_held_list(event: PriceListHeld) -> None:
    if streaks.note_trouble(price_list_id=event.price_list_id):
        letters.tell_of_price_list(supplier_id=event.supplier_id, price_list_id=event.price_list_id)


@subscribe(PriceListFailed)
def tell_of_failed_list(event: PriceListFailed) -> None:
    """What could not be fetched is told by the schedule, or asked for by whoever gave the address."""
    if selectors.was_read(event.price_list_id) and streaks.note_trouble(price_list_id=event.price_list_id):
        letters.tell_of_price_list(supplier_id=event.supplier_id, price_list_id=event.price_list_id)


@subscribe(PriceListLetterDue, outside=True)
def write_of_price_list(event: PriceListLetterDue, delivery: str) -> None:
    to = accounts.person(event.user_id)
    price_list = selectors.price_list(supplier_id=event.supplier_id, price_list_id=event.price_list_id)
    if to.is_active and _acts(event) and _is_news(price_list.status, event):
        mails.send_price_list(price_list, to=to, key=f"{delivery}.partners")


def _is_news(status: str, event: PriceListLetterDue | StaffLetterDue) -> bool:
    # Of one that waits, somebody may have decided meanwhile, or a newer one have come, of which is a letter of its own.
    return status == Status.SUPERSEDED if event.is_overtaken else status in {Status.REVIEW, Status.FAILED}


@subscribe(PriceListSuperseded)
def tell_of_overtaken_list(event: PriceListSuperseded) -> None:
    if not selectors.is_next_of_schedule(event.newer_id, after=event.price_list_id):
        letters.tell_of_price_list(supplier_id=event.supplier_id, price_list_id=event.price_list_id, is_overtaken=True)


@subscribe(PriceListApplied)
def end_trouble(event: PriceListApplied) -> None:
    streaks.note_applied(price_list_id=event.price_list_id)


@subscribe(PriceListRejected)
def begin_anew(event: PriceListRejected) -> None:
    streaks.note_decided(supplier_id=event.supplier_id)


@subscribe(StaffLetterDue, outside=True)
def write_to_staff(event: StaffLetterDue, delivery: str) -> None:
    to, key, name = settings.ADMIN_EMAIL, f"{delivery}.partners", selectors.terms_of(event.supplier_id).name
    if event.price_list_id is None:
        schedule = selectors.schedule_or_none(event.supplier_id)
        if schedule and schedule.error_code:
            mails.inform_shop_of_schedule(schedule, supplier=name, to=to, key=key)
        return
    price_list = selectors.any_price_list(event.price_list_id)
    if _is_news(price_list.status, event):
        mails.inform_shop_of_list(price_list, supplier=name, to=to, key=key)


@subscribe(ExportAsked, outside=True)
def make_export(event: ExportAsked, delivery: str) -> None:
    exporting.make(export_id=event.export_id)


@subscribe(PriceListApplied)
def outdate_showcase(event: PriceListApplied) -> None:
    showcasing.outdate()


@subscribe(ShowcaseDue, outside=True)
def make_showcase(event: ShowcaseDue, delivery: str) -> None:
    showcasing.make()
