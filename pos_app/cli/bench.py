"""`pos bench [--catalog FILE] [--json]`: how fast the till is, in a shop of its own."""

from __future__ import annotations

import json
import os
import statistics
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

from pos_app.app import assemble, build
from pos_app.cli.start_pace import start_pace
from pos_app.cli.temporary import temporary_folder
from pos_app.domain.errors import PosError
from pos_app.services.catalog.product_file import FileUnreadable
from pos_app.services.language import resources
from pos_app.services.rehearsal import bench_shop
from pos_app.services.rehearsal.checkout_pace import CheckoutPacer
from pos_app.services.rehearsal.close_pace import close_pace
from pos_app.services.rehearsal.import_pace import head_of, import_pace
from pos_app.services.rehearsal.looking import looking
from pos_app.services.rehearsal.open_rehearsal import open_rehearsal
from pos_app.services.shop.open_shop import is_shop
from pos_app.services.shop.set_up import NewShop

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from pos_app.services.rehearsal.bench_shop import Sample
    from pos_app.services.rehearsal.checkout_pace import CheckoutPace
    from pos_app.services.services import Services

SCANS = 1000
"""For each size of basket."""
BASKETS = (1, 500)
QUERIES = 200
SALES = 200
SALE_LINES = 10
IMPORTED = 200_000
STARTS = 10
CLOSED, CLOSED_GOODS = 10_000, 1_000
"""Sales of the shift that is closed, and goods that they are of."""
RUNS = 3
"""Of the window, of sales and of closes: the medians are told."""
FEW, MANY = 10_000, 200_000
"""Goods of a small shop, and past orders of an old one."""
_PERCENT = 100


class FolderTaken(PosError):
    """The folder holds something that is not a shop to be timed. Params: path."""


def run(given: argparse.Namespace) -> int:
    """Make the shops where there are none yet, time them, and print the figures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    catalog = given.catalog or resources() / "sample" / "goods.csv"
    try:
        fingerprint = bench_shop.fingerprint(catalog)
    except OSError as error:
        raise FileUnreadable(path=str(catalog), reason=error.strerror or "") from error
    folder, scale = given.data or _kept_place(fingerprint), given.scale
    services = _shop(folder, catalog, fingerprint)
    try:
        figures = _median([measure(services, scale=scale) for _ in range(RUNS if scale == 1 else 1)])
        figures["growth"] = measure_growth(services, catalog, folder / "growth", scale=scale)
    finally:
        services.close()
    figures |= {**measure_start(folder, scale=scale), **measure_import(catalog, scale=scale)}
    figures |= measure_close(catalog, scale=scale)
    if given.json:
        print(json.dumps(figures))
    else:
        _print(figures)
    return 0


def measure(services: Services, *, scale: int = 1) -> dict[str, Any]:
    """Return the figures; milliseconds and ratios. A `scale` above 1 divides how often each thing is done."""
    from pos_app.ui.rehearsal.pace import window_pace  # Qt: after the platform is chosen

    services.ring_up.refresh_search()
    sample = bench_shop.draw(services, max(BASKETS) + SCANS)
    sizes = [size for size in BASKETS if size <= len(sample.codes)]
    typed = bench_shop.queries(sample.names, QUERIES // scale)
    window = window_pace(services, sample.codes, typed, scans=SCANS // scale, lines=sizes)
    with looking(services.shop):
        beside = window_pace(services, sample.codes, (), scans=SCANS // scale, lines=sizes[:1])
    sales = _sales(services, sample, scale)
    ours, raw = statistics.median(sales.ours), statistics.median(sales.raw)
    alone, checked = (_spread(pace.scan_to_paint[sizes[0]]) for pace in (window, beside))
    return {
        "scan_to_paint_ms": {f"lines{size}": _spread(times) for size, times in window.scan_to_paint.items()},
        "scan_with_self_check": {**checked, "p99_ratio": round(checked["p99"] / alone["p99"], 2)},
        "basket_durable_ms": _spread(window.basket_durable),
        "search_ms": _spread(window.search),
        "checkout_ms": _spread(sales.ours),
        "checkout_raw_ms": _spread(sales.raw),
        "checkout_statements": sales.statements,
        "checkout_vs_raw": round(raw / ours, 3),
    }


def measure_growth(services: Services, catalog: Path, place: Path, *, scale: int = 1) -> dict[str, Any]:
    """Return how much slower a shop is with all goods of the catalog, or with many past orders, than a small new one.

    Each figure is the slowest in a hundred: the ratio, and the milliseconds that are more. The small shops lie in
    `place`. A catalog of few goods has no figure for goods.
    """
    with temporary_folder("countertop-bench-") as kept:
        goods = kept / "goods.csv"
        head_of(catalog, FEW // scale, goods)
        fingerprint = bench_shop.fingerprint(goods)
        place /= fingerprint
        with (
            closing(_shop(place / "few-goods", goods, fingerprint)) as few,
            closing(_old_shop(place / "many-orders", goods, fingerprint, MANY // scale**2)) as old,
        ):
            shops = {"new": few, "goods": services, "orders": old}
            if bench_shop.count_goods(services) <= bench_shop.count_goods(few):
                del shops["goods"]
            runs = [
                {name: _slowest(shop, scale) for name, shop in shops.items()} for _ in range(RUNS if scale == 1 else 1)
            ]
    found = _median(runs)
    new = found.pop("new")
    return {
        name: {
            what: {"ratio": round(slow / new[what], 2), "more_ms": round(slow - new[what], 2)}
            for what, slow in slowest.items()
        }
        for name, slowest in found.items()
    }


def measure_start(folder: Path, *, scale: int = 1) -> dict[str, object]:
    """Return how long the window takes to open on the shop in a folder, and what memory it takes then."""
    pace = start_pace(folder, max(1, STARTS // scale))
    figures: dict[str, object] = {"start_ms": round(pace.ours * 1000), "start_vs_bare": round(pace.ours / pace.bare, 2)}
    return {**figures, "rss_vs_bare": round(pace.ours_kib / pace.bare_kib, 2)} if pace.bare_kib else figures


def measure_import(catalog: Path, *, scale: int = 1) -> dict[str, object]:
    """Return how fast the first rows of a catalog come in, and how long the writer was held at most."""
    with temporary_folder("countertop-bench-") as place:
        goods = place / "goods.csv"
        head_of(catalog, IMPORTED // scale, goods)
        services = build(place / "shop", new=NewShop(kind="rehearsal"))
        try:
            pace = import_pace(services, goods, place / "bare.db")
        finally:
            services.close()
    return {
        "import_per_second": round(pace.ours),
        "import_vs_raw": round(pace.ours / pace.raw, 3),
        "import_longest_hold_ms": round(pace.longest_hold * 1000, 1),
    }


def measure_close(catalog: Path, *, scale: int = 1) -> dict[str, object]:
    """Return how long a shift of 10,000 sales takes to close, in a shop of its own."""
    with temporary_folder("countertop-bench-") as place:
        goods = place / "goods.csv"
        head_of(catalog, CLOSED_GOODS, goods)
        services = build(place / "shop", new=NewShop(kind="rehearsal"))
        with closing(services):
            bench_shop.fill(services, goods, bench_shop.fingerprint(goods))
            pace = [close_pace(services, CLOSED // scale) for _ in range(RUNS if scale == 1 else 1)]
    return {"close_10k_ms": round(statistics.median(pace) * 1000, 1)}


def _slowest(services: Services, scale: int) -> dict[str, float]:
    """Return the milliseconds of the slowest scan, search and sale in a hundred."""
    from pos_app.ui.rehearsal.pace import window_pace  # Qt: after the platform is chosen

    services.ring_up.refresh_search()
    sample = bench_shop.draw(services, 1 + SCANS)
    typed = bench_shop.queries(sample.names, QUERIES // scale)
    window = window_pace(services, sample.codes, typed, scans=SCANS // scale, lines=[1])
    times = {"scan": window.scan_to_paint[1], "search": window.search, "checkout": _sales(services, sample, scale).ours}
    return {name: _spread(seconds)["p99"] for name, seconds in times.items()}


def _sales(services: Services, sample: Sample, scale: int) -> CheckoutPace:
    hits = [services.ring_up.hit(key) for key in sample.keys[:SALE_LINES]]
    with temporary_folder("countertop-bench-") as place:
        pace = CheckoutPacer(services, place / "shop.db").run(hits, SALES // scale)
    bench_shop.print_all(services)
    return pace


def _old_shop(folder: Path, goods: Path, fingerprint: str, count: int) -> Services:
    """Open the shop of so many past orders, or make it, or go on making it; told how far now and then."""
    days = count // bench_shop.A_DAY + 1  # the last one was yesterday
    _shop(folder, goods, fingerprint, days).close()
    shop, clock = open_rehearsal(folder, days)
    every = max(1, count // 20)

    def told(number: int) -> None:
        if number % every == 0:
            print(f"{number:,} of {count:,} past orders are made.", file=sys.stderr)

    with closing(assemble(shop)) as services:
        bench_shop.sell_many(services, count, clock.next_day, told)
    return build(folder)


def _kept_place(fingerprint: str) -> Path:
    from platformdirs import user_cache_path  # only where no folder was named

    return user_cache_path("countertop", appauthor=False) / "bench" / fingerprint


def _shop(folder: Path, catalog: Path, fingerprint: str, days: int = 0) -> Services:
    """Open the shop kept for this catalog, or make it as of so many days ago.

    Raise `FolderTaken` where anything else lies in the folder.
    """
    if is_shop(folder):
        return _kept(folder, fingerprint)
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(path=str(folder))
    print(f"Making a shop from {catalog.name}; it is kept in {folder} for the next run.", file=sys.stderr)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(".bench-", folder.parent) as place:
        made = place / "shop"
        services = assemble(open_rehearsal(made, days)[0]) if days else build(made, new=NewShop(kind="rehearsal"))
        try:
            report = bench_shop.fill(services, catalog, fingerprint)
        finally:
            services.close()
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    hold = report.longest_hold * 1000
    print(
        f"{report.added:,} goods in {report.seconds:.1f} s; the writer was held {hold:.1f} ms at most.", file=sys.stderr
    )
    return build(folder)


def _kept(folder: Path, fingerprint: str) -> Services:
    if not bench_shop.is_made(folder, fingerprint):
        raise FolderTaken(path=str(folder))
    services = build(folder)
    if services.shop.profile.kind != "rehearsal":
        services.close()
        raise FolderTaken(path=str(folder))
    return services


def _median(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the median of each figure of several runs."""
    return {
        name: _median([run[name] for run in runs])
        if isinstance(figure, dict)
        else round(statistics.median(run[name] for run in runs), 3)
        for name, figure in runs[0].items()
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "p50": round(statistics.median(ordered) * 1000, 2),
        "p99": round(ordered[min(len(ordered) - 1, len(ordered) * 99 // _PERCENT)] * 1000, 2),
        "max": round(ordered[-1] * 1000, 2),
    }


def _print(figures: dict[str, Any], indent: str = "") -> None:
    for name, figure in figures.items():
        if isinstance(figure, dict):
            leaves = all(not isinstance(value, dict) for value in figure.values())
            row = "  ".join(f"{key} {value}" for key, value in figure.items()) if leaves else ""
            print(f"{indent}{name:<24} {row}".rstrip())
            if not leaves:
                _print(figure, indent + "  ")
        else:
            print(f"{indent}{name:<24} {figure}")
