"""The Python program "user events" that scenarios/user-events.yaml replaces, as fast as it can.

    user_events.py SERVERS TOPIC RECORDS [NAME=VALUE ...]

The program is as it was given, but that it sends RECORDS events without a pause and waits for them once, at the end,
where it flushed and slept after every five events of a second. With settings of KafkaProducer it does not print its
events either. The last line of standard error is how many seconds it took, from before the first event to after the
last acknowledgement.
"""

import json
import random
import sys
import time
from datetime import datetime
from kafka import KafkaProducer

# ---------------- CONFIG ----------------
KAFKA_SERVER, KAFKA_TOPIC = sys.argv[1:3]
RECORDS = int(sys.argv[3])
SETTINGS = {name: json.loads(value) for name, value in (pair.split("=", 1) for pair in sys.argv[4:])}
NUM_PRODUCTS = 1000

# ---------------- PRODUCER ----------------
producer = KafkaProducer(
    bootstrap_servers=KAFKA_SERVER,
    value_serializer=lambda v: json.dumps(v).encode("utf-8"),
    **SETTINGS
)

# ---------------- STATIC DATA ----------------
CATEGORIES = [
    "electronics","fashion","home","sports","beauty",
    "books","toys","grocery","automotive","gaming"
]

BRANDS = [
    "Nike","Apple","Samsung","Sony","Adidas",
    "Puma","Dell","HP","Lenovo","Asus"
]

EVENT_TYPES = ["view", "cart", "purchase"]

# ---------------- PRODUCT CATALOG ----------------
PRODUCTS = []

for i in range(NUM_PRODUCTS):
    PRODUCTS.append({
        "product_id": random.randint(100000, 999999),
        "name": f"product_{i}",
        "category": random.choice(CATEGORIES),
        "brand": random.choice(BRANDS),
        "price": round(random.uniform(10, 2000), 2),
        "weight": random.randint(1, 10)
    })

PRODUCT_WEIGHTS = [p["weight"] for p in PRODUCTS]

# ---------------- EVENT FUNCTION ----------------
def generate_event():
    product = random.choices(PRODUCTS, weights=PRODUCT_WEIGHTS, k=1)[0]
    qty = random.randint(1, 3)

    return {
        "event_id": str(random.randint(10**10, 10**11)),
        "event_source": "user",

        "user_id": str(random.randint(10000, 99999)),
        "product_id": str(product["product_id"]),
        "category": product["category"],
        "brand": product["brand"],

        "event_type": random.choice(EVENT_TYPES),

        "quantity": qty,
        "price": product["price"],
        "revenue": round(qty * product["price"], 2),

        "timestamp": datetime.utcnow().isoformat()
    }

# ---------------- STREAM LOOP ----------------
if SETTINGS:
    print = lambda event: None

start = time.perf_counter()

for _ in range(RECORDS):
    event = generate_event()
    producer.send(KAFKA_TOPIC, event)
    print(event)

producer.flush()

elapsed = time.perf_counter() - start
sys.stderr.write(f"{elapsed}\n")
