//! An authority, a broker's certificate and a client's, made anew for each cluster: nothing expires in the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What protects the client's key on its disk.
pub const KEY_PASSWORD: &str = "key-s3cret-of-the-client";

/// The files, as PEM.
pub struct Certificates {
    pub authority: PathBuf,
    /// The broker's key and certificate in one file.
    pub broker: PathBuf,
    pub client: PathBuf,
    /// The client's, encrypted.
    pub client_key: PathBuf,
}

impl Certificates {
    pub fn make(folder: &Path) -> Self {
        let file = |name: &str| folder.join(name);
        let (authority, authority_key) = (file("authority.pem"), file("authority.key"));
        request(&["-noenc", "-subj", "/CN=the authority"], &authority_key, &authority);
        let signed = |arguments: &[&str], key: &Path, certificate: &Path| {
            let by = ["-CA", path(&authority), "-CAkey", path(&authority_key)];
            request(&[&by[..], arguments].concat(), key, certificate);
        };
        let (broker_key, broker) = (file("broker.key"), file("broker.pem"));
        let names = "subjectAltName=IP:127.0.0.1,DNS:localhost";
        signed(&["-noenc", "-subj", "/CN=broker", "-addext", names], &broker_key, &broker);
        let both = [&broker_key, &broker].map(|path| std::fs::read_to_string(path).unwrap()).concat();
        std::fs::write(&broker, both).unwrap();
        let (client_key, client) = (file("client.key"), file("client.pem"));
        let password = format!("pass:{KEY_PASSWORD}");
        signed(&["-passout", &password, "-subj", "/CN=client"], &client_key, &client);
        Self { authority, broker, client, client_key }
    }
}

/// A new key and its certificate.
fn request(arguments: &[&str], key: &Path, certificate: &Path) {
    let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"];
    let files = ["-keyout", path(key), "-out", path(certificate)];
    let made = Command::new("openssl").args(new).args(files).args(arguments).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

pub fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}
