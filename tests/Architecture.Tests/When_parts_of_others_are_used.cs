using System.Text.Json;
using System.Xml.Linq;
using Engram.TestKit;

namespace Engram.Architecture.Tests;

/// <summary><c>THIRD-PARTY-NOTICES.md</c> must list every package.</summary>
public sealed class When_parts_of_others_are_used
{
    private static readonly string Notices = File.ReadAllText(Repository.PathOf("THIRD-PARTY-NOTICES.md"));

    [Fact]
    public void Should_list_each_NuGet_package_in_the_notices() =>
        Assert.Empty(
            Unlisted(
                XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
                    .Select(package => package.Attribute("Include")!.Value)));

    [Theory]
    [InlineData("package.json")]
    [InlineData("deploy/training-data/package.json")]
    [InlineData("tests/compose-lint/package.json")]
    [InlineData("tests/manifest-lint/package.json")]
    [InlineData("tests/openapi-lint/package.json")]
    [InlineData("tests/console-script/package.json")]
    [InlineData("tests/typescript-client/package.json")]
    [InlineData("tests/text-conformance/package.json")]
    public void Should_list_each_npm_package_in_the_notices(string file)
    {
        using var package = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf(file.Split('/'))));
        Assert.Empty(Unlisted(package.RootElement.GetProperty("dependencies").EnumerateObject().Select(dependency => dependency.Name)));
    }

    [Fact]
    public void Should_notice_a_package_that_is_not_listed() => Assert.Equal(["Some.Package"], Unlisted(["NetVips", "Some.Package"]));

    private static IReadOnlyList<string> Unlisted(IEnumerable<string> packages)
    {
        var listed = Notices.Split(['|', ',', ' ', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet();
        return [.. packages.Where(package => !listed.Contains(package))];
    }
}
