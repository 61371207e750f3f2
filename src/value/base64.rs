//! Bytes as text and back, in the standard alphabet of RFC 4648 with its padding.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Appends four characters for each three bytes; the last ones are filled up with `=`.
pub fn write_base64(bytes: &[u8], out: &mut Vec<u8>) {
    for part in bytes.chunks(3) {
        let byte = |position: usize| u32::from(part.get(position).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            let sextet = bits >> (18 - 6 * position) & 63;
            out.push(if position > part.len() { b'=' } else { ALPHABET[sextet as usize] });
        }
    }
}

/// The bytes of such a text; `None` where it is none.
pub fn read_base64(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let body = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for letter in body {
        let sextet = ALPHABET.iter().position(|known| known == letter)?;
        bits = bits << 6 | u32::try_from(sextet).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 255).ok()?);
        }
    }
    Some(bytes).filter(|_| bits & ((1 << held) - 1) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(bytes: &[u8]) -> String {
        let mut out = Vec::new();
        write_base64(bytes, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_examples_of_the_rfc_hold() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
        ] {
            assert_eq!(written(bytes.as_bytes()), text);
            assert_eq!(read_base64(text).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn what_is_no_base64_is_refused() {
        for text in ["Z", "Zg=", "Zg", "Z===", "Zg==Zg==", "Zm9_", "Zh==", "Zm9="] {
            assert_eq!(read_base64(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(read_base64(&written(&bytes)), Some(bytes));
        }
    }
}
