#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Why a file could not be read or written.
public struct FileFault: Error, Equatable, Sendable {
  /// What was being done to the file.
  public enum Action: String, Sendable {
    /// Opening it and mapping its bytes.
    case read
    /// Replacing it.
    case write
  }

  /// What stood in the way.
  public enum Reason: Equatable, Sendable {
    /// Nothing has that name.
    case missing
    /// A part of the path is not a folder, or the folder of a new file does not exist.
    case folderMissing
    /// The path names a folder.
    case isFolder
    /// The path names a device, a pipe or a socket, which cannot be mapped.
    case isNotRegular
    /// The file holds no bytes.
    case isEmpty
    /// The process may not read or write there.
    case permissionDenied
    /// The device or the quota is full.
    case noSpace
    /// A signal to end arrived while writing; what was there before is untouched.
    case interrupted
    /// The path is empty or holds a zero byte.
    case invalidPath
    /// Any other error of the system, with its `errno`.
    case system(code: Int32)
  }

  /// What was being done.
  public let action: Action

  /// The path as the caller gave it.
  public let path: String

  /// What stood in the way.
  public let reason: Reason

  /// Creates a fault.
  public init(_ action: Action, path: String, reason: Reason) {
    self.action = action
    self.path = path
    self.reason = reason
  }

  /// Creates the fault that an `errno` stands for.
  init(_ action: Action, path: String, code: Int32) {
    let reason: Reason =
      switch code {
      case ENOENT: action == .write ? .folderMissing : .missing
      case ENOTDIR: .folderMissing
      case EISDIR: .isFolder
      case EACCES, EPERM, EROFS: .permissionDenied
      case ENOSPC, EDQUOT: .noSpace
      default: .system(code: code)
      }
    self.init(action, path: path, reason: reason)
  }
}

extension FileFault: CustomStringConvertible {
  /// The fault in one sentence, without its remedy.
  public var description: String { "cannot \(action.rawValue) '\(path)': \(reason.text)" }

  /// What the user can do about it.
  public var remedy: String {
    switch reason {
    case .missing: "check the spelling and the folder that the path starts from"
    case .folderMissing: "create the folder first, or check its spelling"
    case .isFolder: "name a file inside the folder"
    case .isNotRegular: "save the data to a file first and name that file"
    case .isEmpty: "the download or program that made it may have been cut short; make it again"
    case .permissionDenied:
      action == .read
        ? "make the file readable for this user" : "choose a folder that this user may write to"
    case .noSpace: "free some space, or choose another disk"
    case .interrupted: "run it again; nothing was changed"
    case .invalidPath: "give a path that is not empty and holds no zero byte"
    case .system: "check the disk and the path"
    }
  }
}

extension FileFault.Reason {
  fileprivate var text: String {
    switch self {
    case .missing: "no such file"
    case .folderMissing: "no such folder"
    case .isFolder: "it is a folder"
    case .isNotRegular: "it is a device, a pipe or a socket"
    case .isEmpty: "it is empty"
    case .permissionDenied: "permission denied"
    case .noSpace: "no space left"
    case .interrupted: "interrupted"
    case .invalidPath: "it is not a path"
    case .system(let code): "\(systemText(code)) (errno \(code))"
    }
  }
}

/// The system's own text for an `errno`.
private func systemText(_ code: Int32) -> String {
  // The text stays valid until this thread asks for the next one, and is copied at once.
  guard let text = unsafe strerror(code) else { return "unknown error" }
  return unsafe String(cString: text)
}
