using System.Text.RegularExpressions;
using Engram.TestKit;

namespace Engram.Architecture.Tests;

/// <summary>The tests that <c>docs/reliability.md</c> names must exist.</summary>
public sealed partial class When_documents_name_tests
{
    private static readonly string Sources = string.Join(
        '\n', Directory.GetFiles(Repository.PathOf("tests"), "When_*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

    [Fact]
    public void Should_find_each_of_them()
    {
        var named = NamedIn(File.ReadAllText(Repository.PathOf("docs", "reliability.md"))).ToList();

        Assert.True(named.Count > 40);
        Assert.DoesNotContain(named, name => !Exists(name));
    }

    [Theory]
    [InlineData("`When_there_is_no_such_class`")]
    [InlineData("`When_documents_name_tests.Should_not_be_there`")]
    public void Should_notice_one_that_is_not_there(string document) => Assert.DoesNotContain(NamedIn(document), Exists);

    private static IEnumerable<string> NamedIn(string document) => TestName().Matches(document).Select(match => match.Value);

    private static bool Exists(string name)
    {
        var parts = name.Split('.');
        return Sources.Contains($" class {parts[0]}", StringComparison.Ordinal)
            && parts.Skip(1).All(method => Sources.Contains($" {method}(", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"When_\w+(\.Should_\w+)?")]
    private static partial Regex TestName();
}
