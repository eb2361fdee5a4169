//! An object as an entry of a pack (gitformat-pack(5)): whole, or as its difference from another one.

use crate::object::Object;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use gix_hash::ObjectId;
use gix_object::Kind;
use std::io::Write;

/// "Object types": the number of an object that is told as its difference from one named by its id.
const REF_DELTA: u8 = 7;
/// Most bytes that one instruction copies: three bytes of size.
const LONGEST_COPY: usize = 0xff_ffff;
/// Most bytes that one instruction inserts.
const LONGEST_INSERT: usize = 127;

/// The object itself.
pub(crate) fn whole(object: &Object) -> std::io::Result<Vec<u8>> {
    let number = match object.kind {
        Kind::Commit => 1,
        Kind::Tree => 2,
        Kind::Blob => 3,
        Kind::Tag => 4,
    };
    let mut entry = header(number, object.bytes.len());
    deflate(&object.bytes, &mut entry)?;
    Ok(entry)
}

/// The object as what differs from `base` in one place; `None` where that would not be shorter.
pub(crate) fn difference(base: (ObjectId, &[u8]), object: &Object) -> std::io::Result<Option<Vec<u8>>> {
    let (id, before) = base;
    let after = object.bytes.as_slice();
    let start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (rest_before, rest_after) = (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
    let end = rest_before.iter().rev().zip(rest_after.iter().rev()).take_while(|(a, b)| a == b).count();
    let inserted = rest_after.get(..rest_after.len() - end).unwrap_or_default();
    if inserted.len() * 2 > after.len() {
        return Ok(None);
    }
    // "A delta … starts with the size of the base object and the size of the object to be reconstructed."
    let mut delta = Vec::new();
    size(before.len(), &mut delta);
    size(after.len(), &mut delta);
    copy(0, start, &mut delta);
    for piece in inserted.chunks(LONGEST_INSERT) {
        delta.push(u8::try_from(piece.len()).unwrap_or_default());
        delta.extend_from_slice(piece);
    }
    copy(before.len() - end, end, &mut delta);
    let mut entry = header(REF_DELTA, delta.len());
    entry.extend_from_slice(id.as_bytes());
    deflate(&delta, &mut entry)?;
    Ok(Some(entry))
}

/// "n-byte type and length (3-bit type, (n-1)*7+4-bit length)".
fn header(number: u8, length: usize) -> Vec<u8> {
    let mut header = Vec::new();
    let mut rest = length >> 4;
    let mut byte = (number << 4) | low_bits(length, 0x0f);
    while rest > 0 {
        header.push(byte | 0x80);
        byte = low_bits(rest, 0x7f);
        rest >>= 7;
    }
    header.push(byte);
    header
}

/// "Size encoding": seven bits a byte, the lowest first.
fn size(length: usize, out: &mut Vec<u8>) {
    let mut rest = length;
    while rest > 0x7f {
        out.push(low_bits(rest, 0x7f) | 0x80);
        rest >>= 7;
    }
    out.push(low_bits(rest, 0x7f));
}

/// "Instruction to copy from base object": which bytes of offset and size follow, then these.
fn copy(offset: usize, length: usize, out: &mut Vec<u8>) {
    let (mut offset, mut left) = (offset, length);
    while left > 0 {
        let now = left.min(LONGEST_COPY);
        let (mut instruction, mut operands) = (0x80, Vec::new());
        for (bit, byte) in (0..4).map(|at| (at, low_bits(offset >> (8 * at), 0xff))) {
            if byte != 0 {
                instruction |= 1_u8 << bit;
                operands.push(byte);
            }
        }
        for (bit, byte) in (0..3).map(|at| (at + 4, low_bits(now >> (8 * at), 0xff))) {
            if byte != 0 {
                instruction |= 1_u8 << bit;
                operands.push(byte);
            }
        }
        out.push(instruction);
        out.append(&mut operands);
        offset += now;
        left -= now;
    }
}

fn low_bits(number: usize, mask: u8) -> u8 {
    u8::try_from(number & usize::from(mask)).unwrap_or(mask)
}

fn deflate(bytes: &[u8], out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut encoder = ZlibEncoder::new(out, Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    /// What gitformat-pack(5) says that a reader does with a delta.
    fn rebuilt(before: &[u8], delta: &[u8]) -> Vec<u8> {
        let mut bytes = delta.iter().copied();
        let mut number = || {
            let (mut value, mut shift) = (0, 0);
            loop {
                let byte = bytes.next().unwrap();
                value |= usize::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    return value;
                }
            }
        };
        assert_eq!(number(), before.len());
        let expected = number();
        let mut after = Vec::new();
        while let Some(instruction) = bytes.next() {
            if instruction < 0x80 {
                after.extend(bytes.by_ref().take(usize::from(instruction)));
                continue;
            }
            let mut operand = |bits: std::ops::Range<u32>| {
                let mut value = 0_usize;
                for (at, bit) in bits.enumerate() {
                    if instruction & (1 << bit) != 0 {
                        value |= usize::from(bytes.next().unwrap()) << (8 * at);
                    }
                }
                value
            };
            let (offset, length) = (operand(0..4), operand(4..7));
            after.extend_from_slice(&before[offset..offset + length]);
        }
        assert_eq!(after.len(), expected);
        after
    }

    #[track_caller]
    fn check(before: &[u8], after: &[u8], differs: bool) {
        let id = Object::blob(before.to_vec()).unwrap().id;
        let object = Object::blob(after.to_vec()).unwrap();
        let entry = difference((id, before), &object).unwrap();
        assert_eq!(entry.is_some(), differs);
        let Some(entry) = entry else { return };
        let header = entry.iter().take_while(|byte| **byte >= 0x80).count() + 1;
        assert_eq!((entry[0] >> 4) & 7, REF_DELTA);
        assert_eq!(&entry[header..header + 20], id.as_bytes());
        let mut delta = Vec::new();
        flate2::read::ZlibDecoder::new(&entry[header + 20..]).read_to_end(&mut delta).unwrap();
        assert_eq!(rebuilt(before, &delta), after);
    }

    #[test]
    fn differences_lead_to_the_object() {
        let long: Vec<u8> = (0..70_000_u32).flat_map(u32::to_be_bytes).collect();
        check(b"one two three", b"one 2 three", true);
        check(b"one two three", b"one two three", true);
        check(b"aaaa", b"aaaaaa", true);
        check(b"aaaaaa", b"aaaa", true);
        check(b"abc", b"xyz", false);
        check(b"", b"xyz", false);
        check(b"xyz", b"", true);
        check(&long, &[&long[..100_000], &[7; 1000], &long[100_000..]].concat(), true);
        check(&long, &[&long[..65_536], &long[131_072..]].concat(), true);
        let huge = long.repeat(64);
        check(&huge, &[huge.as_slice(), b"more"].concat(), true);
    }

    #[test]
    fn sizes_of_objects_are_read_back() {
        for length in [0, 15, 16, 2047, 2048, 100_000] {
            let entry = whole(&Object::blob(vec![b'x'; length]).unwrap()).unwrap();
            let (mut value, mut shift, mut at) = (usize::from(entry[0] & 0x0f), 4, 0);
            while entry[at] >= 0x80 {
                at += 1;
                value |= usize::from(entry[at] & 0x7f) << shift;
                shift += 7;
            }
            assert_eq!((value, (entry[0] >> 4) & 7), (length, 3));
        }
    }
}
