//! Downloading a model from servers that behave well, badly and not at all. Each test has its own server on this
//! machine; nothing goes further.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use saywell::error::{Error, Result};
use saywell::interrupt::Interrupt;
use saywell::transcription::models::ModelError;
use saywell::transcription::models::{DownloadPolicy, DownloadProgress, Entry, Languages, ModelStore, download};

/// sha256 of [`content`], computed elsewhere.
const SHA256: &str = "fa7deae4b0504401a056ca3b1e6007902a7e681efda07fd7ca8819760caeff95";
const SIZE: usize = 300_000;

fn content() -> Vec<u8> {
    (0..SIZE).map(|i| (i * i % 251) as u8).collect()
}

fn entry() -> Entry {
    Entry {
        name: "test".into(),
        bytes: SIZE as u64,
        sha256: SHA256.into(),
        languages: Languages::English,
        rank: 1,
        time: None,
        advice: "none".into(),
    }
}

/// Quick to try again, patient with a busy machine.
fn policy() -> DownloadPolicy {
    DownloadPolicy { attempts: 3, first_wait_s: 0.01, wait_factor: 1.0, connect_timeout_s: 2.0, stall_timeout_s: 5.0 }
}

/// One request as the server saw it.
#[derive(Debug, Clone)]
struct Request {
    path: String,
    /// First byte asked for.
    from: Option<usize>,
}

impl Request {
    fn read(stream: &TcpStream) -> Self {
        let mut lines = BufReader::new(stream).lines().map_while(std::io::Result::ok);
        let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
        let headers = lines.take_while(|line| !line.is_empty()).map(|line| line.to_lowercase());
        let ranges: Vec<String> =
            headers.filter_map(|line| line.strip_prefix("range: bytes=").map(str::to_owned)).collect();
        let from = ranges.first().and_then(|range| range.trim_end_matches('-').parse().ok());
        Self { path, from }
    }
}

/// A server that gives each request to `answer`, with its number.
struct Server {
    address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    fn start(answer: impl Fn(usize, &Request, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (requests.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let (seen, answer) = (seen.clone(), answer.clone());
                thread::spawn(move || {
                    let request = Request::read(&stream);
                    let number = {
                        let mut seen = seen.lock().unwrap();
                        seen.push(request.clone());
                        seen.len() - 1
                    };
                    answer(number, &request, &mut stream);
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { address, requests }
    }

    fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    fn starts(&self) -> Vec<Option<usize>> {
        self.requests().iter().map(|request| request.from).collect()
    }
}

/// Writes a head and as much of the body as the client takes.
fn send(stream: &mut TcpStream, status: &str, headers: &[String], body: &[u8]) {
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n{}\r\n\r\n", headers.join("\r\n"));
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn length(bytes: usize) -> String {
    format!("Content-Length: {bytes}")
}

/// What a server with ranges answers; `cut` bytes of it arrive.
fn with_ranges(request: &Request, stream: &mut TcpStream, content: &[u8], cut: usize) {
    match request.from {
        None => send(stream, "200 OK", &[length(content.len())], &content[..cut.min(content.len())]),
        Some(from) if from < content.len() => {
            let rest = &content[from..];
            let range = format!("Content-Range: bytes {from}-{}/{}", content.len() - 1, content.len());
            send(stream, "206 Partial Content", &[length(rest.len()), range], &rest[..cut.min(rest.len())]);
        }
        Some(_) => {
            let range = format!("Content-Range: bytes */{}", content.len());
            send(stream, "416 Range Not Satisfiable", &[length(0), range], b"");
        }
    }
}

/// A folder for one test, and downloads into it.
struct Home {
    folder: tempfile::TempDir,
    interrupt: Interrupt,
    policy: DownloadPolicy,
}

impl Home {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), interrupt: Interrupt::default(), policy: policy() }
    }

    /// Leaves a silent server after 0.3 s.
    fn impatient() -> Self {
        Self { policy: DownloadPolicy { stall_timeout_s: 0.3, ..policy() }, ..Self::new() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("ggml-test.bin")
    }

    fn part(&self) -> PathBuf {
        self.folder.path().join("ggml-test.bin.part")
    }

    fn fetch(&self, server: &Server) -> Result<PathBuf> {
        self.fetch_watched(server, &mut |_| {})
    }

    /// Whatever happens, the final name holds the right bytes or does not exist.
    fn fetch_watched(&self, server: &Server, watch: &mut dyn FnMut(DownloadProgress)) -> Result<PathBuf> {
        let store = ModelStore::new(self.folder.path());
        let final_path = self.path();
        let fetched = download(&entry(), &server.address, &store, &self.policy, &self.interrupt, &mut |progress| {
            assert!(!final_path.exists(), "the final name exists before the end");
            watch(progress);
        });
        match &fetched {
            Ok(path) => {
                assert_eq!(path, &final_path);
                assert!(fs::read(path).unwrap() == content(), "wrong bytes under the final name");
                assert!(!self.part().exists());
            }
            Err(error) => {
                assert!(!final_path.exists(), "{error}");
                assert!(!error.to_string().contains('\n'), "{error}");
            }
        }
        fetched
    }

    fn part_len(&self) -> Option<u64> {
        fs::metadata(self.part()).ok().map(|about| about.len())
    }
}

#[test]
fn a_whole_file_arrives_and_a_second_call_asks_for_nothing() {
    let server = Server::start(|_, request, stream| with_ranges(request, stream, &content(), SIZE));
    let home = Home::new();
    let mut last = 0;
    home.fetch_watched(&server, &mut |progress| {
        if let DownloadProgress::Receiving { done, total } = progress {
            assert!(done >= last && done <= total && total == SIZE as u64);
            last = done;
        }
    })
    .unwrap();
    assert_eq!(last, SIZE as u64);
    assert_eq!(server.requests()[0].path, "/ggml-test.bin");
    let store = ModelStore::new(home.folder.path());
    download(&entry(), &server.address, &store, &policy(), &home.interrupt, &mut |_| {}).unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_damaged_file_under_the_final_name_is_replaced() {
    let server = Server::start(|_, request, stream| with_ranges(request, stream, &content(), SIZE));
    let home = Home::new();
    fs::write(home.path(), vec![7; SIZE]).unwrap();
    let store = ModelStore::new(home.folder.path());
    download(&entry(), &server.address, &store, &policy(), &home.interrupt, &mut |_| {}).unwrap();
    assert!(fs::read(home.path()).unwrap() == content());
}

#[test]
fn a_connection_that_dies_is_resumed_where_it_stopped() {
    let server = Server::start(|number, request, stream| {
        with_ranges(request, stream, &content(), if number < 4 { 60_000 } else { SIZE });
    });
    let home = Home::new();
    let mut retries = 0;
    home.fetch_watched(&server, &mut |p| retries += u32::from(matches!(p, DownloadProgress::Retrying { .. }))).unwrap();
    // Four failures in a row are more than the policy allows, but each brought new bytes.
    assert_eq!(server.starts(), [None, Some(60_000), Some(120_000), Some(180_000), Some(240_000)]);
    assert_eq!(retries, 4);
}

#[test]
fn a_part_of_an_earlier_run_is_resumed() {
    let server = Server::start(|_, request, stream| with_ranges(request, stream, &content(), SIZE));
    let home = Home::new();
    fs::write(home.part(), &content()[..123_456]).unwrap();
    home.fetch(&server).unwrap();
    assert_eq!(server.starts(), [Some(123_456)]);
}

#[test]
fn a_complete_part_of_an_earlier_run_needs_no_request() {
    let server = Server::start(|_, _, _| {});
    let home = Home::new();
    fs::write(home.part(), content()).unwrap();
    home.fetch(&server).unwrap();
    assert!(server.requests().is_empty());
}

#[test]
fn a_wrong_part_of_an_earlier_run_is_thrown_away_once() {
    for wrong in [vec![1; 1000], vec![1; SIZE], vec![1; SIZE + 5]] {
        let server = Server::start(|_, request, stream| with_ranges(request, stream, &content(), SIZE));
        let home = Home::new();
        fs::write(home.part(), wrong).unwrap();
        home.fetch(&server).unwrap();
        assert_eq!(server.starts().last(), Some(&None));
    }
}

#[test]
fn a_server_without_ranges_starts_over() {
    let server = Server::start(|_, _, stream| send(stream, "200 OK", &[length(SIZE)], &content()));
    let home = Home::new();
    fs::write(home.part(), &content()[..100_000]).unwrap();
    home.fetch(&server).unwrap();
    assert_eq!(server.starts(), [Some(100_000)]);
}

#[test]
fn a_server_that_sends_another_range_is_asked_for_the_whole() {
    let server = Server::start(|_, request, stream| match request.from {
        Some(_) => {
            let range = format!("Content-Range: bytes 0-{}/{SIZE}", SIZE - 1);
            send(stream, "206 Partial Content", &[length(SIZE), range], &content());
        }
        None => with_ranges(request, stream, &content(), SIZE),
    });
    let home = Home::new();
    fs::write(home.part(), &content()[..5]).unwrap();
    home.fetch(&server).unwrap();
    assert_eq!(server.starts(), [Some(5), None]);
}

#[test]
fn a_refused_range_is_asked_for_as_a_whole() {
    let server = Server::start(|_, request, stream| match request.from {
        Some(_) => send(stream, "416 Range Not Satisfiable", &[length(0)], b""),
        None => with_ranges(request, stream, &content(), SIZE),
    });
    let home = Home::new();
    fs::write(home.part(), &content()[..5]).unwrap();
    home.fetch(&server).unwrap();
    assert_eq!(server.starts(), [Some(5), None]);
}

#[test]
fn a_body_of_unknown_length_is_taken() {
    let server = Server::start(|_, _, stream| send(stream, "200 OK", &["X: y".into()], &content()));
    Home::new().fetch(&server).unwrap();
}

#[test]
fn other_bytes_are_deleted_and_refused() {
    let server = Server::start(|_, _, stream| send(stream, "200 OK", &[length(SIZE)], &vec![9; SIZE]));
    let home = Home::new();
    let error = home.fetch(&server).unwrap_err();
    assert!(matches!(error, Error::Model(ModelError::DownloadCorrupt { .. })), "{error}");
    assert!(error.to_string().contains("--from"), "{error}");
    assert_eq!(home.part_len(), None);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn another_size_is_refused_before_it_arrives() {
    for size in [SIZE - 1, SIZE + 1, 0] {
        let server = Server::start(move |_, _, stream| {
            send(stream, "200 OK", &[length(size), "Content-Type: text/html".into()], &vec![0; size]);
        });
        let home = Home::new();
        let error = home.fetch(&server).unwrap_err().to_string();
        assert!(error.contains(&format!("{size} bytes of text/html instead of {SIZE}")), "{error}");
        assert_eq!((home.part_len(), server.requests().len()), (None, 1));
    }
}

#[test]
fn another_size_does_not_cost_what_was_there() {
    let server = Server::start(|_, _, stream| send(stream, "200 OK", &[length(99)], &[0; 99]));
    let home = Home::new();
    fs::write(home.part(), &content()[..1000]).unwrap();
    home.fetch(&server).unwrap_err();
    assert_eq!(home.part_len(), Some(1000));
}

#[test]
fn a_body_without_end_is_cut_off() {
    let server = Server::start(|_, _, stream| send(stream, "200 OK", &["X: y".into()], &vec![0; SIZE * 3]));
    let home = Home::new();
    let error = home.fetch(&server).unwrap_err().to_string();
    assert!(error.contains("more than the model has"), "{error}");
    assert_eq!(home.part_len(), None);
}

#[test]
fn a_missing_file_fails_at_once() {
    for status in ["404 Not Found", "403 Forbidden", "401 Unauthorized"] {
        let server = Server::start(move |_, _, stream| send(stream, status, &[length(0)], b""));
        let home = Home::new();
        let error = home.fetch(&server).unwrap_err().to_string();
        assert!(error.contains("ggml-test.bin") && error.contains("--from"), "{error}");
        assert_eq!((server.requests().len(), home.part_len()), (1, None));
    }
}

#[test]
fn a_busy_server_is_asked_again() {
    for status in ["500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"] {
        let server = Server::start(move |number, request, stream| match number {
            0 | 1 => send(stream, status, &[length(0)], b""),
            _ => with_ranges(request, stream, &content(), SIZE),
        });
        Home::new().fetch(&server).unwrap();
        assert_eq!(server.requests().len(), 3);
    }
}

#[test]
fn a_server_that_stays_busy_is_given_up() {
    let server = Server::start(|_, _, stream| send(stream, "503 Service Unavailable", &[length(0)], b""));
    let home = Home::new();
    let error = home.fetch(&server).unwrap_err().to_string();
    assert!(error.contains("503"), "{error}");
    assert_eq!((server.requests().len(), home.part_len()), (3, None));
}

#[test]
fn redirects_are_followed_with_the_range() {
    let server = Server::start(|_, request, stream| match request.path.as_str() {
        "/ggml-test.bin" => send(stream, "302 Found", &[length(0), "Location: /elsewhere?signed=1".into()], b""),
        _ => with_ranges(request, stream, &content(), SIZE),
    });
    let home = Home::new();
    fs::write(home.part(), &content()[..777]).unwrap();
    home.fetch(&server).unwrap();
    let requests = server.requests();
    assert_eq!(requests[1].path, "/elsewhere?signed=1");
    assert_eq!(server.starts(), [Some(777), Some(777)]);
}

#[test]
fn a_stalled_server_is_left_and_asked_again() {
    let server = Server::start(|number, request, stream| {
        if number == 0 {
            // Half the body, then silence for longer than the client is patient.
            send(stream, "200 OK", &[length(SIZE)], &content()[..SIZE / 2]);
            thread::sleep(Duration::from_secs(2));
        } else {
            with_ranges(request, stream, &content(), SIZE);
        }
    });
    let start = Instant::now();
    let mut reasons = Vec::new();
    Home::impatient()
        .fetch_watched(&server, &mut |progress| {
            if let DownloadProgress::Retrying { reason, .. } = progress {
                reasons.push(reason);
            }
        })
        .unwrap();
    assert_eq!(reasons, ["nothing came for 0.3 s"]);
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let server = Server::start(|_, _, _| thread::sleep(Duration::from_secs(1)));
    let error = Home::impatient().fetch(&server).unwrap_err().to_string();
    assert!(error.contains("nothing came for 0.3 s") || error.contains("broke off"), "{error}");
}

#[test]
fn nobody_listening_is_said_plainly() {
    let address = format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let server = Server { address, requests: Arc::default() };
    let home = Home::new();
    let error = home.fetch(&server).unwrap_err().to_string();
    assert!(error.contains("refused") && error.contains("--from"), "{error}");
    assert_eq!(home.part_len(), None);
}

#[test]
fn ctrl_c_keeps_what_arrived_for_the_next_time() {
    let server = Server::start(|number, request, stream| match number {
        0 => {
            send(stream, "200 OK", &[length(SIZE)], &content()[..SIZE / 3]);
            thread::sleep(Duration::from_millis(250));
        }
        _ => with_ranges(request, stream, &content(), SIZE),
    });
    let mut home = Home::new();
    let interrupt = home.interrupt.clone();
    let start = Instant::now();
    let error = home
        .fetch_watched(&server, &mut |progress| {
            if matches!(progress, DownloadProgress::Receiving { done, .. } if done >= SIZE as u64 / 3) {
                interrupt.raise();
            }
        })
        .unwrap_err();
    assert!(matches!(error, Error::Interrupted) && error.exit_code() == 130);
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(home.part_len(), Some(SIZE as u64 / 3));
    home.interrupt = Interrupt::default();
    home.fetch(&server).unwrap();
    assert_eq!(server.starts(), [None, Some(SIZE / 3)]);
}

#[test]
fn two_downloads_at_once_take_turns() {
    let server = Server::start(|_, request, stream| {
        // Long enough for the others to find the first at work.
        thread::sleep(Duration::from_millis(150));
        with_ranges(request, stream, &content(), SIZE);
    });
    let folder = tempfile::tempdir().unwrap();
    let fetch = || {
        let mut waited = false;
        let store = ModelStore::new(folder.path());
        download(&entry(), &server.address, &store, &policy(), &Interrupt::default(), &mut |progress| {
            waited |= progress == DownloadProgress::Waiting;
        })
        .unwrap();
        waited
    };
    let waited: Vec<bool> = thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(fetch)).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert!(fs::read(folder.path().join("ggml-test.bin")).unwrap() == content());
    assert_eq!(server.requests().len(), 1, "only the first asks the server");
    assert!(waited.iter().filter(|w| **w).count() >= 1);
}

#[test]
fn an_address_that_is_none_is_wrong_usage() {
    let store = ModelStore::new("/nonexistent");
    for address in ["", "models", "/media/usb", "ftp://host/models", "file:///models"] {
        let error = download(&entry(), address, &store, &policy(), &Interrupt::default(), &mut |_| {}).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{error}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let home = Home::new();
    let blocked = home.folder.path().join("file");
    fs::write(&blocked, b"").unwrap();
    let store = ModelStore::new(blocked.join("models"));
    let error = download(&entry(), "http://127.0.0.1:9", &store, &policy(), &home.interrupt, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("models"), "{error}");
}

/// A full disk: a file system of 128 kB in memory, which only root can make.
#[test]
fn a_full_disk_is_said_and_the_download_goes_on_later() {
    let home = Home::new();
    let mount = |arguments: &[&str]| {
        std::process::Command::new(arguments[0]).args(&arguments[1..]).arg(home.folder.path()).output()
    };
    let mounted = mount(&["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs"]);
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("skipped: mounting a small file system needs root");
        return;
    }
    let _unmount = Unmount(home.folder.path());
    let server = Server::start(|_, request, stream| with_ranges(request, stream, &content(), SIZE));
    let error = home.fetch(&server).unwrap_err();
    assert!(matches!(error, Error::Model(ModelError::DiskFull { .. })), "{error}");
    assert!(error.to_string().contains("free"), "{error}");
    let kept = home.part_len().unwrap();
    assert!(kept > 50_000, "{kept}");
    assert!(mount(&["mount", "-o", "remount,size=2m"]).unwrap().status.success());
    home.fetch(&server).unwrap();
    assert_eq!(server.starts(), [None, Some(kept as usize)]);
}

struct Unmount<'a>(&'a Path);

impl Drop for Unmount<'_> {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0).status();
    }
}
