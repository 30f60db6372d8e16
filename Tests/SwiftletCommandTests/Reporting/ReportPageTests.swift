import SwiftletTerminal
import Testing

@testable import SwiftletCommand

@Suite struct ReportPageTests {
  private let hostile = "</script><img src=x onerror=alert(1)>\u{2028}&amp;<!--"

  @Test func textsOfAModelNeverBecomeMarkup() {
    let page = ReportPage.text(
      title: hostile, data: .object([("name", .string(hostile)), (hostile, .integer(1))]))
    #expect(!page.contains("<img"))
    #expect(!page.contains("<!--"))
    // One ends the data, one the script.
    #expect(page.split(separator: "</script>", omittingEmptySubsequences: false).count == 3)
    #expect(page.contains("<title>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"))
  }

  @Test func dataMeansWhatItMeant() {
    #expect(
      ReportPage.embedded(.string("a<b>&\u{2029}\"\\é"))
        == "\"a\\u003cb\\u003e\\u0026\\u2029\\\"\\\\é\"")
    #expect(
      ReportPage.embedded(.object([("a", .array([.integer(1), .null])), ("b", .string(""))]))
        == "{\"a\":[1,null],\"b\":\"\"}")
  }

  @Test func attributesAndElementsAreEscaped() {
    #expect(ReportPage.escaped("<a href=\"'&'\">") == "&lt;a href=&quot;&#39;&amp;&#39;&quot;&gt;")
  }

  @Test func thePageNamesNoAddress() throws {
    let page = ReportPage.text(title: "m", data: .object([]))
    #expect(page.contains("default-src 'none'; img-src data:; style-src 'sha256-"))
    for word in ["https:", "@import", "url(http", "//cdn", "innerHTML", "eval("] {
      #expect(!page.contains(word), "\(word)")
    }
    // The name space of drawings is the only address, and nothing fetches it.
    #expect(page.split(separator: "http:", omittingEmptySubsequences: false).count == 2)
    #expect(page.contains("'http://www.w3.org/2000/svg'"))
  }
}
