import SwiftletTerminal

/// A report as one page that needs nothing beside it.
///
/// Every text of a model is hostile: it stands in the page only as data, which the script shows as
/// text. The policy of the page lets the browser run the one script, use the one style, and fetch
/// nothing.
enum ReportPage {
  /// The whole page.
  static func text(of data: ReportData) -> String { text(title: data.name, data: data.json) }

  static func text(title: String, data: JSONValue) -> String {
    let policy = [
      "default-src 'none'", "img-src data:", "style-src '\(SecureHash.source(of: style))'",
      "script-src '\(SecureHash.source(of: script))'", "base-uri 'none'", "form-action 'none'",
    ].joined(separator: "; ")
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <link rel="icon" href="data:,">
      <title>\(escaped(title)) – Swiftlet report</title>
      <style>\(style)</style>
      </head>
      \(body)
      <script type="application/json" id="data">\(embedded(data))</script>
      <script>\(script)</script>
      </body>
      </html>

      """
  }

  /// A text between the tags of a page or in an attribute.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Data as it may stand inside of a script element, which nothing in it can end.
  static func embedded(_ data: JSONValue) -> String {
    var result = ""
    for scalar in JSONWriter.compactText(of: data).unicodeScalars {
      switch scalar {
      case "<", ">", "&", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let style = String(decoding: PackageResources.report_css, as: UTF8.self)
  private static let body = String(decoding: PackageResources.report_html, as: UTF8.self)

  /// The parts of the script share one scope that nothing outside sees.
  private static let script: String = {
    let parts = [
      PackageResources.text_js, PackageResources.panel_js, PackageResources.graph_js,
      PackageResources.memory_js, PackageResources.charts_js, PackageResources.page_js,
    ]
    let text = parts.map { String(decoding: $0, as: UTF8.self) }.joined()
    return "(() => {\n'use strict';\n\(text)})();\n"
  }()
}
