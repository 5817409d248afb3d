//! One HTTP request on a thread of its own: the only socket of the program.
//!
//! A thread, because name look-up, connecting and reading all block, and Ctrl-C must be heard meanwhile. The reader
//! simply drops its end to stop listening; the thread notices at its next piece, or at its timeout.

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use ureq::http::{HeaderMap, Response, header};
use ureq::{Agent, Body, Proxy};

use super::catalogue::DownloadPolicy;

const PIECE: usize = 64 << 10;
/// Pieces that may wait to be written.
const PIECES_AHEAD: usize = 16;

/// What the server sends, in order: one `Head`, any number of `Bytes`, then `End`; or `Failed` at any time.
pub(super) enum Message {
    Head(Head),
    Bytes(Vec<u8>),
    End,
    Failed(Failure),
}

/// Status and headers of an answer.
#[derive(Debug)]
pub(super) struct Head {
    pub status: u16,
    pub length: Option<u64>,
    /// First byte sent and size of the whole file, from `Content-Range`.
    pub range: Option<(u64, Option<u64>)>,
    /// `text/html` and the like.
    pub content_type: Option<String>,
}

/// The connection broke.
pub(super) struct Failure {
    pub reason: String,
    /// Whether trying again may help.
    pub transient: bool,
}

/// Asks for `url` from byte `from` on.
pub(super) fn get(url: &str, from: u64, policy: &DownloadPolicy) -> Receiver<Message> {
    let (sender, receiver) = sync_channel(PIECES_AHEAD);
    let (url, policy) = (url.to_owned(), policy.clone());
    thread::spawn(move || {
        if let Err(error) = exchange(&url, from, &policy, &sender) {
            // Nobody listening any more is fine.
            let _ = sender.send(Message::Failed(failure(&error, &policy)));
        }
    });
    receiver
}

fn exchange(url: &str, from: u64, policy: &DownloadPolicy, sender: &SyncSender<Message>) -> Result<(), ureq::Error> {
    let mut request = agent(url, policy).get(url);
    if from > 0 {
        request = request.header(header::RANGE, format!("bytes={from}-"));
    }
    let mut response = request.call()?;
    if sender.send(Message::Head(head(&response))).is_err() {
        return Ok(());
    }
    let mut reader = response.body_mut().as_reader();
    loop {
        let mut piece = vec![0; PIECE];
        let read = reader.read(&mut piece)?;
        piece.truncate(read);
        let message = if read == 0 { Message::End } else { Message::Bytes(piece) };
        if sender.send(message).is_err() || read == 0 {
            return Ok(());
        }
    }
}

fn agent(url: &str, policy: &DownloadPolicy) -> Agent {
    let seconds = |s: f64| Duration::try_from_secs_f64(s).ok();
    Agent::config_builder()
        .user_agent(concat!("saywell/", env!("CARGO_PKG_VERSION")))
        // Offsets of a resumed download count plain bytes.
        .accept_encoding("identity")
        .http_status_as_error(false)
        .timeout_resolve(seconds(policy.connect_timeout_s))
        .timeout_connect(seconds(policy.connect_timeout_s))
        .timeout_recv_response(seconds(policy.stall_timeout_s))
        .timeout_per_read(seconds(policy.stall_timeout_s))
        // A mirror on this very machine is not behind the proxy.
        .proxy(if is_local(url) { None } else { Proxy::try_from_env() })
        .build()
        .new_agent()
}

fn is_local(url: &str) -> bool {
    let host = url.parse::<ureq::http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    host.is_some_and(|host| {
        host == "localhost"
            || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}

fn head(response: &Response<Body>) -> Head {
    let headers = response.headers();
    Head {
        status: response.status().as_u16(),
        length: text(headers, header::CONTENT_LENGTH).and_then(|length| length.parse().ok()),
        range: text(headers, header::CONTENT_RANGE).and_then(content_range),
        content_type: text(headers, header::CONTENT_TYPE).map(|kind| kind.split(';').next().unwrap_or(kind).to_owned()),
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Start and total of `bytes 100-199/200`; the total may be `*`.
fn content_range(value: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = value.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = range.split_once('-')?;
    Some((start.trim().parse().ok()?, total.trim().parse().ok()))
}

/// Plain words for what went wrong.
fn failure(error: &ureq::Error, policy: &DownloadPolicy) -> Failure {
    use ureq::{Error, Timeout};
    let (reason, transient) = match error {
        Error::HostNotFound => ("the server's name was not found: no network?".into(), false),
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
            (format!("no connection within {} s", policy.connect_timeout_s), true)
        }
        Error::Timeout(_) => (format!("nothing came for {} s", policy.stall_timeout_s), true),
        // A body read hands timeouts and broken frames over inside an I/O error.
        Error::Io(io) => match io.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            Some(inner) => return failure(inner, policy),
            None => match io.kind() {
                std::io::ErrorKind::TimedOut => (format!("nothing came for {} s", policy.stall_timeout_s), true),
                std::io::ErrorKind::UnexpectedEof => ("the connection broke off".into(), true),
                _ => (crate::error::plain(io), true),
            },
        },
        Error::ConnectionFailed | Error::Protocol(_) | Error::BodyStalled => (error.to_string(), true),
        _ => (error.to_string(), false),
    };
    Failure { reason, transient }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ranges() {
        assert_eq!(content_range("bytes 100-199/200"), Some((100, Some(200))));
        assert_eq!(content_range("bytes 0-9/*"), Some((0, None)));
        for bad in ["", "bytes */200", "bytes x-9/10", "items 0-9/10", "bytes 5"] {
            assert_eq!(content_range(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_this_machine_is_local() {
        for local in ["http://localhost/a", "http://127.0.0.1:80/a", "http://[::1]:8080/a"] {
            assert!(is_local(local), "{local}");
        }
        for other in ["https://example.org/", "http://127.example.org/", "not a url", ""] {
            assert!(!is_local(other), "{other}");
        }
    }
}
