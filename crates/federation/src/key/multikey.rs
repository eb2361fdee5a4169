//! Keys as Multikey writes them (W3C Recommendation "Controlled Identifiers v1.0", section 2.2.2), which FEP-521a asks
//! for in `assertionMethod`.

use super::{KeyError, PublicKey, Shape};
use aws_lc_rs::rsa;

/// Multibase's letter for base58, the alphabet of Bitcoin.
const BASE58: char = 'z';
/// Decoding base58 takes the square of its length; a key of RSA 4096 has about 720 letters.
const LIMIT: usize = 1024;

/// "ed25519-pub", "p256-pub" and "rsa-pub" in the table of multicodec, as the varints that stand before the key.
const ED25519: [u8; 2] = [0xed, 0x01];
const P256: [u8; 2] = [0x80, 0x24];
const RSA: [u8; 2] = [0x85, 0x24];

impl PublicKey {
    /// Reads `publicKeyMultibase`.
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let text = text.strip_prefix(BASE58).filter(|text| text.len() <= LIMIT).ok_or(KeyError::Malformed)?;
        let bytes = bs58::decode(text).into_vec().map_err(|_| KeyError::Malformed)?;
        let (codec, key) = bytes.split_first_chunk::<2>().ok_or(KeyError::Malformed)?;
        match *codec {
            ED25519 if key.len() == 32 => Self::ed25519(key),
            P256 if key.len() == 33 => Self::p256(key),
            RSA => Self::from_der(key).and_then(|key| key.of_shape(Shape::Rsa)),
            _ => Err(KeyError::Unknown),
        }
    }

    /// Writes `publicKeyMultibase`; nothing for P-256, which we read and never publish.
    pub fn to_multibase(&self) -> Option<String> {
        let (codec, key) = match self.shape {
            // RFC 8410, section 4: the 32 bytes of the key stand at the end.
            Shape::Ed25519 => (ED25519, self.spki.last_chunk::<32>()?.to_vec()),
            Shape::Rsa => (RSA, rsa::PublicKey::from_der(&self.spki).ok()?.as_ref().to_vec()),
            Shape::P256 => return None,
        };
        Some(format!("{BASE58}{}", bs58::encode([codec.as_slice(), &key].concat()).into_string()))
    }

    fn of_shape(self, shape: Shape) -> Result<Self, KeyError> {
        if self.shape == shape { Ok(self) } else { Err(KeyError::Unknown) }
    }
}
