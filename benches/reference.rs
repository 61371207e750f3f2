//! The yardstick of composing: `scenarios/user-events.yaml` as a plain Rust loop.
//!
//! In: a seed and an event's number. Out: the JSON of one event, byte for byte of the form that the scenario gives,
//! appended to a buffer. It is what an engineer writes by hand in an afternoon with rand, itoa and zmij: it shares
//! no code with the crate, promises nothing about reproducibility, and cannot be changed without a compiler.

use jiff::{SignedDuration, Timestamp, tz::Offset};
use rand::distr::Distribution;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::weighted::WeightedAliasIndex;

const PRODUCTS: usize = 1_000;
const CATEGORIES: [&str; 10] = [
    "electronics",
    "fashion",
    "home",
    "sports",
    "beauty",
    "books",
    "toys",
    "grocery",
    "automotive",
    "gaming",
];
const BRANDS: [&str; 10] =
    ["Nike", "Apple", "Samsung", "Sony", "Adidas", "Puma", "Dell", "HP", "Lenovo", "Asus"];
const EVENT_TYPES: [&str; 3] = ["view", "cart", "purchase"];

/// 2026-01-01T00:00:00Z, and five events a second from then on.
const START_MS: i64 = 1_767_225_600_000;
const EVENT_MS: i64 = 200;
const DAY_MS: i64 = 86_400_000;

struct Product {
    id: u32,
    category: &'static str,
    brand: &'static str,
    price: f64,
}

/// The simulation's state between two events.
pub struct UserEvents {
    rng: SmallRng,
    products: Vec<Product>,
    by_weight: WeightedAliasIndex<u32>,
    date: Date,
}

impl UserEvents {
    pub fn new(seed: u64) -> Self {
        let mut rng = SmallRng::seed_from_u64(seed);
        let products = (0..PRODUCTS)
            .map(|_| Product {
                id: rng.random_range(100_000..=999_999),
                category: one_of(&CATEGORIES, &mut rng),
                brand: one_of(&BRANDS, &mut rng),
                price: f64::from(rng.random_range(1_000..=200_000)) / 100.0,
            })
            .collect();
        let weights = (0..PRODUCTS).map(|_| rng.random_range(1..=10)).collect();
        let by_weight = WeightedAliasIndex::new(weights).expect("a thousand weights from 1 to 10");
        Self { rng, products, by_weight, date: Date { day: -1, text: String::new() } }
    }

    /// Appends the event of that number.
    pub fn write(&mut self, number: i64, out: &mut Vec<u8>) {
        let rng = &mut self.rng;
        let product = &self.products[self.by_weight.sample(rng)];
        let quantity: u32 = rng.random_range(1..=3);
        let revenue = (f64::from(quantity) * product.price * 100.0).round() / 100.0;

        out.extend_from_slice(br#"{"event_id":""#);
        write_whole(rng.random_range(10_000_000_000_u64..=100_000_000_000), out);
        out.extend_from_slice(br#"","event_source":"user","user_id":""#);
        write_whole(rng.random_range(10_000_u32..=99_999), out);
        out.extend_from_slice(br#"","product_id":""#);
        write_whole(product.id, out);
        out.extend_from_slice(br#"","category":""#);
        out.extend_from_slice(product.category.as_bytes());
        out.extend_from_slice(br#"","brand":""#);
        out.extend_from_slice(product.brand.as_bytes());
        out.extend_from_slice(br#"","event_type":""#);
        out.extend_from_slice(one_of(&EVENT_TYPES, rng).as_bytes());
        out.extend_from_slice(br#"","quantity":"#);
        write_whole(quantity, out);
        out.extend_from_slice(br#","price":"#);
        write_decimal(product.price, out);
        out.extend_from_slice(br#","revenue":"#);
        write_decimal(revenue, out);
        out.extend_from_slice(br#","timestamp":""#);
        self.date.write_timestamp(START_MS + number * EVENT_MS, out);
        out.extend_from_slice(br#""}"#);
    }
}

fn one_of(words: &[&'static str], rng: &mut SmallRng) -> &'static str {
    words[rng.random_range(0..words.len())]
}

fn write_whole(number: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn write_decimal(number: f64, out: &mut Vec<u8>) {
    out.extend_from_slice(zmij::Buffer::new().format_finite(number).as_bytes());
}

/// The date's text, made anew once a day.
struct Date {
    day: i64,
    text: String,
}

impl Date {
    /// Appends `2026-01-01T00:00:00.200Z`.
    fn write_timestamp(&mut self, millis: i64, out: &mut Vec<u8>) {
        let day = millis / DAY_MS;
        if self.day != day {
            let midnight = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(day * 24);
            self.text = Offset::UTC.to_datetime(midnight).date().to_string();
            self.day = day;
        }
        let mut time = *b"T00:00:00.000Z";
        let millis = u32::try_from(millis % DAY_MS).expect("less than a day");
        write_digits(&mut time[1..3], millis / 3_600_000);
        write_digits(&mut time[4..6], millis / 60_000 % 60);
        write_digits(&mut time[7..9], millis / 1_000 % 60);
        write_digits(&mut time[10..13], millis % 1_000);
        out.extend_from_slice(self.text.as_bytes());
        out.extend_from_slice(&time);
    }
}

/// Fills the whole slice with the last digits of the number.
fn write_digits(slice: &mut [u8], mut number: u32) {
    for digit in slice.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}
