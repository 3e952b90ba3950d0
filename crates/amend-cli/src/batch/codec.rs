//! Compression, chosen by the ending of a file's name.

use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

/// For help texts.
pub(crate) const HELP: &str = "Files whose names end with .gz are gzip, with .zst or .zstd \
Zstandard, for input and for output.";

/// How the bytes of a file are packed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Codec {
    Plain,
    Gzip,
    Zstd,
}

impl Codec {
    /// By the ending of the name.
    pub(crate) fn of(path: &Path) -> Self {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("gz") => Self::Gzip,
            Some("zst" | "zstd") => Self::Zstd,
            _ => Self::Plain,
        }
    }

    /// What is packed in `bytes`, unpacked a little ahead of whoever reads it.
    pub(crate) fn unpacked(
        self,
        bytes: impl Read + Send + 'static,
    ) -> io::Result<Box<dyn BufRead + Send>> {
        let bytes = BufReader::with_capacity(BUFFER, bytes);
        Ok(match self {
            Self::Plain => Box::new(bytes),
            Self::Gzip => Box::new(Ahead::of(MultiGzDecoder::new(bytes))?),
            Self::Zstd => Box::new(Ahead::of(Frames::new(bytes))?),
        })
    }

    /// A whole frame of these bytes: frames behind each other are one file. The same
    /// bytes always give the same frame.
    pub(crate) fn frame(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Plain => Ok(bytes.to_vec()),
            Self::Gzip => {
                let packed = Vec::with_capacity(bytes.len() / 4);
                let mut encoder = GzEncoder::new(packed, Compression::new(3));
                encoder.write_all(bytes)?;
                encoder.finish()
            }
            Self::Zstd => Ok(compress_to_vec(bytes, CompressionLevel::Fastest)),
        }
    }
}

const BUFFER: usize = 128 << 10;

/// Blocks that are read ahead.
const BLOCKS: usize = 2;

/// A reader that works in a thread of its own.
struct Ahead {
    blocks: Receiver<io::Result<Vec<u8>>>,
    block: Vec<u8>,
    at: usize,
}

impl Ahead {
    fn of(mut bytes: impl Read + Send + 'static) -> io::Result<Self> {
        let (give, blocks) = sync_channel(BLOCKS);
        // It ends with the bytes, or when nobody wants them any more.
        thread::Builder::new().spawn(move || {
            loop {
                let mut block = Vec::with_capacity(BUFFER);
                let read = bytes.by_ref().take(BUFFER as u64).read_to_end(&mut block);
                let ended = !matches!(read, Ok(read) if read > 0);
                // What could be unpacked before a fault comes before it.
                if !block.is_empty() && give.send(Ok(block)).is_err() {
                    break;
                }
                if let Err(error) = read {
                    let _ = give.send(Err(error));
                }
                if ended {
                    break;
                }
            }
        })?;
        Ok(Self { blocks, block: Vec::new(), at: 0 })
    }
}

impl BufRead for Ahead {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.block.len() {
            (self.block, self.at) = (self.blocks.recv().unwrap_or(Ok(Vec::new()))?, 0);
        }
        Ok(self.block.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

impl Read for Ahead {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

/// The frames of a Zstandard file (RFC 8878, 3.1), one behind the other.
struct Frames<R> {
    bytes: R,
    decoder: FrameDecoder,
    /// Whether a frame has begun and not been read to its end.
    open: bool,
    /// Whether there was a frame at all: an empty file is not Zstandard.
    any: bool,
}

impl<R: BufRead> Frames<R> {
    fn new(bytes: R) -> Self {
        Self { bytes, decoder: FrameDecoder::new(), open: false, any: false }
    }

    /// Begins the next frame, if there is one.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            if self.any && self.bytes.fill_buf()?.is_empty() {
                return Ok(false);
            }
            self.any = true;
            match self.decoder.reset(&mut self.bytes) {
                Ok(()) => {
                    self.open = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped = io::copy(&mut self.bytes.by_ref().take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(FrameDecoderError::ReadFrameHeaderError(
                    ReadFrameHeaderError::BadMagicNumber(_),
                )) => return Err(malformed("it does not begin as a frame does")),
                // What the library says of it is for its authors.
                Err(_) => return Err(malformed("a frame is cut off, or broken")),
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.open = false;
        match self.decoder.get_checksum_from_data() {
            Some(sum) if self.decoder.get_calculated_checksum() != Some(sum) => {
                Err(malformed("its checksum does not hold"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.open && !self.begin()? {
                return Ok(0);
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.bytes, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(|_| malformed("a frame is cut off, or broken"))?;
            }
            let read = self.decoder.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            self.end()?;
        }
    }
}

fn malformed(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("no Zstandard: {why}"))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::Codec;

    fn unpack(codec: Codec, bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
        let mut text = Vec::new();
        codec.unpacked(Cursor::new(bytes))?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn frames_behind_each_other_are_one_file() {
        let text: Vec<u8> = (0..400_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        for codec in [Codec::Plain, Codec::Gzip, Codec::Zstd] {
            let mut packed = Vec::new();
            for part in text.chunks(333_333).chain([&[][..]]) {
                packed.extend(codec.frame(part).unwrap());
            }
            assert!(unpack(codec, packed).unwrap() == text, "{codec:?}");
        }
    }

    #[test]
    fn what_is_cut_off_or_changed_is_an_error() {
        let text = b"a line that is long enough to be packed, and packed, and packed\n".repeat(99);
        for codec in [Codec::Gzip, Codec::Zstd] {
            let whole = codec.frame(&text).unwrap();
            for length in [0, 1, 4, whole.len() / 2, whole.len() - 1] {
                let cut = whole[..length].to_vec();
                assert!(unpack(codec, cut).is_err(), "{codec:?} cut to {length}");
            }
            let mut changed = whole.clone();
            let last = changed.len() - 3;
            changed[last] ^= 0x55;
            assert!(unpack(codec, changed).is_err(), "{codec:?} changed");
            let mut behind = whole;
            behind.extend(b"garbage");
            assert!(unpack(codec, behind).is_err(), "{codec:?} with garbage behind");
        }
    }

    #[test]
    fn frames_that_are_to_be_skipped_are_skipped() {
        let mut packed = vec![0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        packed.extend(Codec::Zstd.frame(b"text").unwrap());
        packed.extend([0x5f, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
        assert_eq!(unpack(Codec::Zstd, packed).unwrap(), b"text");
        let cut = vec![0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1];
        assert!(unpack(Codec::Zstd, cut).is_err());
    }
}
