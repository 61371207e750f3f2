//! Serves a run's metrics over HTTP as long as the run lasts: `GET /metrics` and nothing else. Never makes the run wait:
//! who asks too slowly, or too many at a time, gets no answer.

use super::refusal::Refusal;
use crate::report::Metrics;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// Most bytes of a request.
const REQUEST: usize = 8 << 10;
/// How long one question and its answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Most questions at a time.
const AT_A_TIME: usize = 16;
/// Pause where the machine has no connection to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Takes the address, so that one in use is found before anything is sent.
pub fn listen(address: SocketAddr) -> Result<TcpListener, Refusal> {
    let refused = |error| Refusal::Metrics { address, error };
    let listener = TcpListener::bind(address).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    Ok(listener)
}

/// Answers until the runtime ends. Must be called inside a tokio runtime.
pub fn serve(listener: TcpListener, metrics: Metrics) -> io::Result<()> {
    let address = listener.local_addr()?;
    tracing::info!("metrics at http://{address}/metrics");
    if !address.ip().is_loopback() {
        tracing::warn!("whoever reaches {address} can read the metrics: no login is asked for");
    }
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let seats = Arc::new(Semaphore::new(AT_A_TIME));
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else { continue };
            let metrics = metrics.clone();
            tokio::spawn(async move {
                // Whoever goes away or is too slow has no answer: nothing to be told of.
                let _ = tokio::time::timeout(PATIENCE, converse(stream, &metrics)).await;
                drop(seat);
            });
        }
    });
    Ok(())
}

async fn converse(mut stream: TcpStream, metrics: &Metrics) -> io::Result<()> {
    let mut request = Vec::new();
    while !ends(&request) && request.len() < REQUEST {
        if stream.read_buf(&mut request).await? == 0 {
            break;
        }
    }
    stream.write_all(&answer(&request, || metrics.text())).await?;
    stream.shutdown().await
}

/// Whether all headers have come.
fn ends(request: &[u8]) -> bool {
    request.windows(4).any(|bytes| bytes == b"\r\n\r\n") || request.windows(2).any(|bytes| bytes == b"\n\n")
}

/// What a request gets.
fn answer(request: &[u8], metrics: impl FnOnce() -> String) -> Vec<u8> {
    let line = request.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split(|byte| *byte == b'?').next().unwrap_or_default();
    let is_http = ends(request) && words.next().is_some_and(|version| version.starts_with(b"HTTP/1."));
    let (status, kind, body) = match (method, path) {
        _ if !is_http => ("400 Bad Request", PLAIN, "this is no request of HTTP/1\n".to_owned()),
        (b"GET" | b"HEAD", b"/metrics") => ("200 OK", Metrics::CONTENT_TYPE, metrics()),
        _ => ("404 Not Found", PLAIN, "only GET /metrics is answered\n".to_owned()),
    };
    let mut answer = Vec::new();
    let length = body.len();
    write!(
        answer,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    .expect("memory takes everything");
    if method != b"HEAD" {
        answer.extend_from_slice(body.as_bytes());
    }
    answer
}

const PLAIN: &str = "text/plain; charset=utf-8";

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(request: &str) -> String {
        String::from_utf8(answer(request.as_bytes(), || "figures 1\n".to_owned())).unwrap()
    }

    #[test]
    fn one_path_is_answered_and_no_other() {
        let whole = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n\
                     Content-Length: 10\r\nConnection: close\r\n\r\nfigures 1\n";
        assert_eq!(answered("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), whole);
        assert_eq!(answered("GET /metrics?a=b HTTP/1.0\r\n\r\n"), whole);
        let head = whole.strip_suffix("figures 1\n").unwrap();
        assert_eq!(answered("HEAD /metrics HTTP/1.1\r\n\r\n"), head);
        for request in ["GET / HTTP/1.1", "GET /metrics/ HTTP/1.1", "POST /metrics HTTP/1.1"] {
            assert!(answered(&format!("{request}\r\n\r\n")).starts_with("HTTP/1.1 404 "), "{request}");
        }
    }

    #[test]
    fn what_is_no_whole_request_is_refused() {
        for request in
            ["", "\r\n\r\n", "GET /metrics\r\n\r\n", "GET /metrics HTTP/1.1\r\n", "\u{16}\u{3}\u{1}"]
        {
            assert!(answered(request).starts_with("HTTP/1.1 400 "), "{request:?}");
        }
    }
}
