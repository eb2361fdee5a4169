//! Peers that speak TLS, under a certificate that is made for the occasion.

use super::{Arrived, Canary};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use http::{HeaderMap, HeaderValue, Request, Response, Uri, Version};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use reqwest::Certificate;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What came over HTTP/2.
#[derive(Debug, Clone)]
pub(crate) struct OverHttp2 {
    pub(crate) version: Version,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Answers everyone the same over HTTP/1.1, and hangs up.
pub(crate) async fn answering(answer: &str) -> (Canary, Certificate) {
    let (acceptor, certificate) = acceptor("http/1.1");
    let answer = answer.to_owned();
    let canary = Canary::serving("127.0.0.1:0", move |stream, _| {
        let (acceptor, answer) = (acceptor.clone(), answer.clone());
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            if Arrived::read(&mut stream).await.is_some() {
                stream.write_all(answer.as_bytes()).await.ok();
                stream.shutdown().await.ok();
            }
        }
    })
    .await;
    (canary, certificate)
}

/// Speaks HTTP/2 alone, with so many lines more in the header of its answer, and keeps what comes.
pub(crate) async fn http2(lines: usize) -> (Canary, Certificate, Arc<Mutex<Vec<OverHttp2>>>) {
    let (acceptor, certificate) = acceptor("h2");
    let arrivals = Arc::<Mutex<Vec<OverHttp2>>>::default();
    let kept = Arc::clone(&arrivals);
    let canary = Canary::serving("127.0.0.1:0", move |stream, _| {
        let (acceptor, kept) = (acceptor.clone(), Arc::clone(&kept));
        async move {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let service = service_fn(move |request: Request<Incoming>| {
                let kept = Arc::clone(&kept);
                async move {
                    let (parts, body) = request.into_parts();
                    let body = body.collect().await.unwrap().to_bytes().to_vec();
                    let (version, uri, headers) = (parts.version, parts.uri, parts.headers);
                    kept.lock().unwrap().push(OverHttp2 { version, uri, headers, body });
                    let mut answer = Response::new(Full::new(Bytes::from_static(b"hello")));
                    for _ in 0..lines {
                        answer.headers_mut().append("x", HeaderValue::from_static("y"));
                    }
                    Ok::<_, Infallible>(answer)
                }
            });
            http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await.ok();
        }
    })
    .await;
    (canary, certificate, arrivals)
}

fn acceptor(protocol: &str) -> (TlsAcceptor, Certificate) {
    let (acceptor, certificate, _) = acceptor_of(protocol);
    (acceptor, certificate)
}

/// Whoever takes TLS for a protocol, or for any where it has no name; the certificate that is shown, and its bytes.
pub(crate) fn acceptor_of(protocol: &str) -> (TlsAcceptor, Certificate, Vec<u8>) {
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let certificate = certificate(&key);
    let secret = key.to_pkcs8v1().unwrap();
    let secret = PrivateKeyDer::try_from(secret.as_ref().to_vec()).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate.clone())], secret)
        .unwrap();
    config.alpn_protocols = if protocol.is_empty() { Vec::new() } else { vec![protocol.into()] };
    (TlsAcceptor::from(Arc::new(config)), Certificate::from_der(&certificate).unwrap(), certificate)
}

/// For `localhost` and 127.0.0.1, signed by itself: RFC 5280, section 4.1, written by hand.
fn certificate(key: &EcdsaKeyPair) -> Vec<u8> {
    const SEQUENCE: u8 = 0x30;
    let object = |id: &[u8]| der(0x06, &[id]);
    let public: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
    let algorithm = der(SEQUENCE, &[&object(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])]); // ecdsa-with-SHA256
    let common_name = der(SEQUENCE, &[&object(&[0x55, 4, 3]), &der(0x0c, &[b"loopback"])]);
    let name = der(SEQUENCE, &[&der(0x31, &[&common_name])]);
    let validity = der(SEQUENCE, &[&der(0x17, &[b"200101000000Z"]), &der(0x18, &[b"21200101000000Z"])]);
    let names = der(SEQUENCE, &[&der(0x82, &[b"localhost"]), &der(0x87, &[&[127, 0, 0, 1]])]);
    let extension = der(SEQUENCE, &[&object(&[0x55, 0x1d, 0x11]), &der(0x04, &[&names])]); // subjectAltName
    let extensions = der(0xa3, &[&der(SEQUENCE, &[&extension])]);
    let version = der(0xa0, &[&der(0x02, &[&[2]])]);
    let serial = der(0x02, &[&[1]]);
    let signed = der(SEQUENCE, &[&version, &serial, &algorithm, &name, &validity, &name, public.as_ref(), &extensions]);
    let signature = key.sign(&SystemRandom::new(), &signed).unwrap();
    der(SEQUENCE, &[&signed, &algorithm, &der(0x03, &[&[0], signature.as_ref()])])
}

/// One value of DER: tag, length, content.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length: Vec<u8> = content.len().to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    let mut value = vec![tag];
    if content.len() < 128 {
        value.push(u8::try_from(content.len()).unwrap());
    } else {
        value.push(0x80 | u8::try_from(length.len()).unwrap());
        value.extend(length);
    }
    value.extend(content);
    value
}
