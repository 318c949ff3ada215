"""No receipt, however odd, has a line that is wider than the roll; and nothing on it gets lost."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.documents.characters import cells, cleaned
from pos_app.documents.layout import TextRow
from pos_app.documents.receipt import receipt_bytes, receipt_rows, receipt_text
from pos_app.domain.printing import PROFILES
from pos_app.domain.receipt import Receipt, ReceiptDiscount, ReceiptLine, ReceiptPayment, ReceiptShop, ReceiptTax
from tests.documents.samples import GERMAN_SHOP, chinese
from tests.factories.made import made
from tests.simulators.printer import Reader

LETTERS = st.text(alphabet="abcXYZ 0189.,-äßéñŁЖΩ燕麦奶（），。ガ한¥€’“”–\u00a0\t", max_size=70)
NAMES = LETTERS.filter(str.strip)
AMOUNTS = st.one_of(st.integers(-(10**6), 10**6), st.integers(-(10**15), 10**15))
RATES = st.integers(0, 10**6)

DISCOUNTS = made(ReceiptDiscount, LETTERS, st.none() | RATES, AMOUNTS)
LINES = made(
    ReceiptLine,
    name=NAMES,
    quantity=st.integers(-(10**9), 10**9),
    unit=st.sampled_from(["piece", "kg", "m", "h", "箱", "{}"]),
    decimals=st.integers(0, 3),
    unit_price=st.integers(0, 10**15),
    gross=AMOUNTS,
    amount=AMOUNTS,
    discounts=st.lists(DISCOUNTS, max_size=2).map(tuple),
    tax_letters=st.sampled_from(["", "A", "AB", "ABC"]),
)
TAXES = made(ReceiptTax, st.sampled_from("ABC"), NAMES, RATES, st.booleans(), AMOUNTS, AMOUNTS)
PAYMENTS = made(ReceiptPayment, st.sampled_from(["cash", "card", "Gutschein"]), AMOUNTS, AMOUNTS, LETTERS)
SHOPS = made(
    ReceiptShop,
    name=NAMES,
    address=st.lists(LETTERS, max_size=2).map(tuple),
    tax_number=LETTERS,
    header=LETTERS,
    footer=LETTERS,
)
RECEIPTS: st.SearchStrategy[Receipt] = made(
    replace,
    st.just(GERMAN_SHOP),
    shop=SHOPS,
    number=st.from_regex(r"\AT[0-9]{1,3}[a-z]{0,2}-[0-9]{1,10}\Z"),
    till=st.sampled_from(["1", "前台"]),
    person=NAMES,
    currency=st.sampled_from(["EUR", "CNY", "KWD"]),
    digits=st.sampled_from([0, 2, 3]),
    lines=st.lists(LINES, max_size=4).map(tuple),
    discounts=st.lists(DISCOUNTS, max_size=2).map(tuple),
    taxes=st.lists(TAXES, max_size=3).map(tuple),
    subtotal=AMOUNTS,
    tax_added=AMOUNTS,
    rounding=AMOUNTS,
    total=AMOUNTS,
    payments=st.lists(PAYMENTS, max_size=2).map(tuple),
    change=AMOUNTS,
    copy=st.booleans(),
    practice=st.booleans(),
)
ROLLS = st.sampled_from(["58", "80"])
LOCALES = st.sampled_from(["en", "de_DE", "zh_CN", "fr"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RECEIPTS, ROLLS, LOCALES)
def test_nothing_is_wider_than_the_roll(receipt: Receipt, roll: str, locale: str) -> None:
    profile = PROFILES[roll]
    reader = Reader()
    reader.feed(receipt_bytes(receipt, profile, chinese, locale))
    assert not reader.unfinished
    assert max(reader.received.widths, default=0) <= profile.dots
    assert {across for across, _ in reader.received.rasters} == {profile.dots}
    assert all(cells(text) <= profile.columns for text in receipt_text(receipt, profile, chinese, locale).splitlines())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RECEIPTS, ROLLS)
def test_every_name_is_on_the_paper(receipt: Receipt, roll: str) -> None:
    rows = [row for row in receipt_rows(receipt, PROFILES[roll], chinese, "en") if isinstance(row, TextRow)]
    left = "".join(row.spans[0].text for row in rows if row.spans[0].at == 0).replace(" ", "")
    for name in [receipt.shop.name, receipt.number, *(line.name for line in receipt.lines)]:
        assert cleaned(name).replace(" ", "") in left
