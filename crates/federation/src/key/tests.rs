use super::*;

#[test]
fn keys_survive_being_written() {
    for kind in [KeyKind::Rsa, KeyKind::Ed25519] {
        let key = SecretKey::generate(kind).unwrap();
        let again = SecretKey::from_pem(&key.to_pem().unwrap()).unwrap();
        let public = key.public().unwrap();
        assert_eq!(again.public().unwrap(), public);
        assert_eq!(PublicKey::from_pem(&public.to_pem()).unwrap(), public);
        assert_eq!(PublicKey::from_multibase(&public.to_multibase().unwrap()).unwrap(), public);
        let signature = again.sign(b"message").unwrap();
        assert!(public.verifies(key.algorithm(), b"message", &signature));
        assert!(!public.verifies(key.algorithm(), b"massage", &signature));
        assert_eq!(key.sign(b"message").unwrap(), signature, "the same each time");
        assert!(!format!("{key:?}{public:?}").contains("PRIVATE"));
    }
}

#[test]
fn an_algorithm_of_another_key_verifies_nothing() {
    let key = SecretKey::generate(KeyKind::Ed25519).unwrap();
    let signature = key.sign(b"message").unwrap();
    for other in [Algorithm::RsaSha256, Algorithm::RsaPssSha512, Algorithm::EcdsaP256Sha256] {
        assert!(!key.public().unwrap().verifies(other, b"message", &signature), "{other:?}");
    }
}

/// The key that the Recommendation writes as an example of Multikey, and that of RFC 9421's appendix B.1.4 in PEM.
#[test]
fn keys_of_others_are_read() {
    let pem = "-----BEGIN PUBLIC KEY-----\r\n\
               MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\r\n\
               -----END PUBLIC KEY-----";
    let key = PublicKey::from_pem(pem).unwrap();
    assert_eq!(key.usual_algorithm(), Algorithm::Ed25519);
    assert_eq!(PublicKey::from_multibase(&key.to_multibase().unwrap()).unwrap(), key);
    PublicKey::from_multibase("z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu").unwrap();
}

#[test]
fn what_is_no_key_is_refused() {
    check("", KeyError::Malformed);
    check("-----BEGIN PUBLIC KEY-----", KeyError::Malformed);
    check("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", KeyError::Unknown);
    check("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", KeyError::Malformed);
    check(
        &format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", "A".repeat(20_000)),
        KeyError::Malformed,
    );
    assert_eq!(PublicKey::from_multibase("u6Mk").unwrap_err(), KeyError::Malformed);
    assert_eq!(PublicKey::from_multibase("z6Mk").unwrap_err(), KeyError::Unknown);
    assert_eq!(PublicKey::from_multibase(&format!("z{}", "6".repeat(5_000))).unwrap_err(), KeyError::Malformed);
}

#[track_caller]
fn check(pem: &str, expected: KeyError) {
    assert_eq!(PublicKey::from_pem(pem).unwrap_err(), expected);
}
