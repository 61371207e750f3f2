//! The ways into a broker, as `properties.sh` configures them, and its `users`.

/// A way into a broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// For the brokers themselves, too.
    Plain,
    Tls,
    /// Asks for the client's certificate.
    MutualTls,
    Sasl,
    SaslTls,
}

impl Listener {
    /// What the brokers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAINTEXT",
            Self::Tls => "SSL",
            Self::MutualTls => "MUTUAL",
            Self::Sasl => "SASL",
            Self::SaslTls => "SASLSSL",
        }
    }
}

/// May do everything, with either mechanism.
pub const ANN: (&str, &str) = ("ann", "plain-s3cret-of-ann");
pub const ANN_SCRAM: &str = "scram-s3cret-of-ann";
/// Has no right to anything.
pub const BOB: (&str, &str) = ("bob", "plain-s3cret-of-bob");
/// Has those that a test gives.
pub const CAT: (&str, &str) = ("cat", "plain-s3cret-of-cat");
