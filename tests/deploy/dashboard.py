"""Reads a dashboard with Grafana's own types and names what they do not hold: a key that Grafana would pass over."""

import json
import sys
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard


def passed_over(given, held, place):
    """The places of what is given and not held."""
    if isinstance(given, dict) and isinstance(held, dict):
        for key, value in given.items():
            below = f"{place}.{key}"
            yield from passed_over(value, held[key], below) if key in held else [below]
    elif isinstance(given, list) and isinstance(held, list) and len(given) == len(held):
        for at, pair in enumerate(zip(given, held)):
            yield from passed_over(*pair, f"{place}[{at}]")
    elif given != held:
        yield place


register_default_plugins()
text = Path(sys.argv[1]).read_text(encoding="utf-8")
held = json.loads(JSONEncoder().encode(Dashboard.from_json(json.loads(text))))
places = list(passed_over(json.loads(text), held, "dashboard"))
for place in places:
    print(f"{place} is nothing that Grafana knows")
sys.exit(bool(places))
