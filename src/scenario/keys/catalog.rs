//! The keys of a catalog.

use super::{FIELDS, KeyReference, Place, key};

pub(super) const KEYS: &[KeyReference] = &[
    key(
        Place::Catalog,
        "rows",
        "a whole number, or a list of rows",
        "How many rows to generate from `fields`, or the rows themselves.",
        "rows:\n  - { plan: free, price: 0 }\n  - { plan: pro, price: 9.9 }",
    ),
    key(
        Place::Catalog,
        "fields",
        FIELDS,
        "The fields of generated rows. `row` is the row's number, from 1.",
        "fields:\n  name: product_{{ row }}\n  price: =round(uniform(10..2000), 2)",
    ),
    key(
        Place::Catalog,
        "from",
        "a path",
        "A CSV, JSON Lines or JSON file, in the scenario's folder or below it.",
        "from: data/users.csv",
    ),
    key(
        Place::Catalog,
        "extends",
        "the name of a catalog",
        "The catalog whose keys it takes over and may change.",
        "extends: products",
    ),
    key(
        Place::Catalog,
        "abstract",
        "true or false",
        "Says that the catalog is only there to be extended.",
        "abstract: true",
    ),
];
