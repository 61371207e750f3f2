//! A login with tokens of a server, which takes the feature `oidc`.

use crate::certificates::path;
use crate::cluster::{Cluster, calm};
use crate::folder::{Called, Folder, call};
use crate::properties::{ANN, Listener};
use crate::readme::is_explained;
use crate::scenario::{all_arrived, run, set, ticks};
use rushhour::value::write_base64;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

const SECRET: &str = "0idc-s3cret";

/// A server for tokens on a port of its own; hears of every body that was posted.
struct Tokens {
    url: String,
    posted: Receiver<String>,
}

impl Tokens {
    /// Answers each request with what is made for it.
    fn serve(answer: fn() -> String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/token", listener.local_addr().unwrap());
        let (sender, posted) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = sender.send(take(stream.unwrap(), &answer()));
            }
        });
        Self { url, posted }
    }
}

/// Reads a request and answers it; its head and body.
fn take(mut stream: TcpStream, answer: &str) -> String {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let begin = head.len();
        assert!(reader.read_line(&mut head).unwrap() > 0, "{head}");
        if let Some(number) = head[begin..].to_lowercase().strip_prefix("content-length:") {
            length = number.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    stream.write_all(answer.as_bytes()).unwrap();
    head + &String::from_utf8(body).unwrap()
}

fn response(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// One that nobody signed and that holds for ten seconds.
#[expect(clippy::disallowed_methods, reason = "a token holds from now on, whatever a run's clock says")]
fn token() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let claims = format!(r#"{{"sub":"{}","iat":{now},"exp":{}}}"#, ANN.0, now + 10);
    let token = format!("{}.{}.", base64(br#"{"alg":"none"}"#), base64(claims.as_bytes()));
    response("200 OK", &format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":10}}"#))
}

/// Base64 for addresses, without padding.
fn base64(bytes: &[u8]) -> String {
    let mut text = Vec::new();
    write_base64(bytes, &mut text);
    String::from_utf8(text).unwrap().trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// A run that says all it can, with the tokens of a server.
fn logs_in(cluster: &Cluster, topic: &str, url: &str, events: u32) -> (Folder, Called) {
    let login = [
        ("security.protocol", "SASL_SSL"),
        ("ssl.ca.location", path(&cluster.certificates.authority)),
        ("sasl.mechanism", "OAUTHBEARER"),
        ("sasl.oauthbearer.method", "oidc"),
        ("sasl.oauthbearer.client.id", "rushhour"),
        ("sasl.oauthbearer.client.secret", SECRET),
        ("sasl.oauthbearer.token.endpoint.url", url),
        ("debug", "all"),
    ];
    let folder = ticks(topic, "");
    let arguments = [run(cluster, Listener::SaslTls, events), set(&login)].concat();
    let mut command = folder.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    command.env("RUST_LOG", "trace");
    let called = call(command);
    assert!(!called.err.contains(SECRET), "{}", called.err);
    (folder, called)
}

#[test]
fn a_server_gives_a_token_as_often_as_it_takes_one() {
    let Some(cluster) = calm() else { return };
    cluster.create("served", 3, &[]);
    let tokens = Tokens::serve(token);
    // The brokers send away who has not logged in again after two seconds; a token is renewed after eight.
    let (folder, called) = logs_in(cluster, "served", &tokens.url, 1_400);
    called.done();
    all_arrived(cluster, "served", &folder, 1_400);
    let posted: Vec<String> = tokens.posted.try_iter().collect();
    assert!(posted.len() > 1, "{posted:?}");
    assert!(posted.iter().all(|post| post.ends_with("\r\n\r\ngrant_type=client_credentials")), "{posted:?}");
}

#[test]
fn a_server_that_gives_no_token_is_told_by_what_it_does() {
    let Some(cluster) = calm() else { return };
    let refused = Tokens::serve(|| response("401 Unauthorized", r#"{"error":"invalid_client"}"#));
    let no_json = Tokens::serve(|| response("200 OK", "hello"));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let away = format!("http://{nobody}/token");
    for (url, words) in [
        (&refused.url, "the server for tokens refused: "),
        (&no_json.url, "what answers gives no tokens: "),
        (&away, "the server for tokens cannot be reached: "),
    ] {
        let called = logs_in(cluster, "served-none", url, 5).1.refused(6, words);
        is_explained(&called.err, &[(&cluster.servers(Listener::SaslTls), "localhost:9092")]);
    }
}
