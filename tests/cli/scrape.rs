//! A run's metrics over HTTP, asked for as Prometheus does.

use crate::child::Running;
use crate::exposition::{Families, families};
use crate::folder::DEADLINE;
use std::io::{Read, Write};
use std::net::TcpStream;

/// Far more than it takes until a second has passed.
const SCRAPES: usize = 100_000;

/// Where a run that has just begun serves them.
#[track_caller]
pub fn address(running: &mut Running) -> String {
    let line = running.wait_for("metrics at http://");
    line.split("http://").nth(1).unwrap().strip_suffix("/metrics").unwrap().to_owned()
}

pub fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The text of the metrics.
pub fn text(address: &str) -> String {
    let answer = ask(address, "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"), "{head}");
    body.to_owned()
}

pub fn scrape(address: &str) -> Families {
    families(&text(address))
}

/// Scrapes until it holds of what is told.
#[track_caller]
pub fn scrape_until(address: &str, holds: impl Fn(&Families) -> bool) -> Families {
    (0..SCRAPES).map(|_| scrape(address)).find(holds).expect("it holds at last")
}
