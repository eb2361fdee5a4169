//! A stream on which sockets are handed over: each with the first byte of the frame that speaks of it.

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
    recvmsg, sendmsg,
};
use std::collections::VecDeque;
use std::io::{self, IoSlice, IoSliceMut, Read};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;

/// Space for what comes with one message: one socket.
const SPACE: usize = rustix::cmsg_space!(ScmRights(1));

/// Sends a frame and a socket with it. Returns how much of the frame was taken, at least its first byte.
pub(crate) fn hand_over(line: impl AsFd, frame: &[u8], socket: &OwnedFd) -> io::Result<usize> {
    let sockets = [socket.as_fd()];
    let mut space = [MaybeUninit::uninit(); SPACE];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !control.push(SendAncillaryMessage::ScmRights(&sockets)) {
        return Err(io::Error::other("no space for a socket"));
    }
    Ok(sendmsg(line, &[IoSlice::new(frame)], &mut control, SendFlags::NOSIGNAL)?)
}

/// The other end: what is read is the frames alone.
pub(crate) struct Line {
    stream: UnixStream,
    sockets: VecDeque<OwnedFd>,
}

impl Line {
    pub(crate) fn on(stream: UnixStream) -> Self {
        Self { stream, sockets: VecDeque::new() }
    }

    /// The socket that was handed over with the first frame whose socket was not yet taken: the kernel never lets a
    /// frame be read without what was sent with it.
    pub(crate) fn take_socket(&mut self) -> Option<UnixStream> {
        self.sockets.pop_front().map(UnixStream::from)
    }
}

impl Read for Line {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut space = [MaybeUninit::uninit(); SPACE];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut parts = [IoSliceMut::new(buffer)];
        let message = recvmsg(&self.stream, &mut parts, &mut control, RecvFlags::CMSG_CLOEXEC)?;
        for told in control.drain() {
            if let RecvAncillaryMessage::ScmRights(sockets) = told {
                self.sockets.extend(sockets);
            }
        }
        Ok(message.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Write};

    #[test]
    fn sockets_arrive_with_their_frames_however_these_are_read() {
        for capacity in [1, 3, 1 << 20] {
            let (mut ours, theirs) = UnixStream::pair().unwrap();
            let mut mine = Vec::new();
            for number in 0..3_u8 {
                let (here, there) = UnixStream::pair().unwrap();
                ours.write_all(b"before ").unwrap();
                assert_eq!(hand_over(&ours, &[number; 4], &there.into()).unwrap(), 4);
                mine.push(here);
            }
            drop(ours);
            let mut line = BufReader::with_capacity(capacity, Line::on(theirs));
            for (number, mut here) in (0..3_u8).zip(mine) {
                let (mut before, mut frame) = ([0; 7], [0; 4]);
                line.read_exact(&mut before).unwrap();
                line.read_exact(&mut frame).unwrap();
                assert_eq!((&before, frame), (b"before ", [number; 4]));
                let mut socket = line.get_mut().take_socket().unwrap();
                socket.write_all(&[number]).unwrap();
                drop(socket);
                let mut told = Vec::new();
                here.read_to_end(&mut told).unwrap();
                assert_eq!(told, [number]);
            }
            assert_eq!(line.read(&mut [0; 1]).unwrap(), 0);
            assert!(line.get_mut().take_socket().is_none());
        }
    }
}
