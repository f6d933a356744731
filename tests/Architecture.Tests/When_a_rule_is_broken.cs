namespace Engram.Architecture.Tests;

/// <summary>Each rule is tested with an example that breaks it: a rule that can't fail checks nothing.</summary>
public sealed class When_a_rule_is_broken
{
    private static readonly Project Ocr = new("services/ocr", [], []);

    [Fact]
    public void Should_see_a_service_that_reaches_another_through_a_shared_project()
    {
        Project[] projects = [Ocr, new("shared/Text", ["services/ocr"], []), new("services/gateway", ["shared/Text"], [])];

        Assert.Contains(
            "services/gateway reaches services/ocr", Assert.Single(Rules.NoServiceReferencesAnother(projects)), StringComparison.Ordinal);
        Assert.Single(Rules.SharedReferencesOnlyShared(projects));
    }

    [Fact]
    public void Should_let_only_standalone_put_services_together() =>
        Assert.Empty(Rules.NoServiceReferencesAnother([Ocr, new("services/standalone", ["services/ocr"], [])]));

    [Fact]
    public void Should_see_contracts_with_a_package() =>
        Assert.Single(Rules.ContractsReferenceNothing([new("shared/Contracts", [], ["MassTransit.Abstractions"])]));

    [Theory]
    [InlineData("Engram.Gateway", "NetVips")]
    [InlineData("Engram.Gateway", "libvips.so.42")]
    [InlineData("Engram.Inference", "engram_torch")]
    [InlineData("Engram.VisionFeatures", "libtesseract.so.5")]
    public void Should_see_a_native_library_away_from_home(string assembly, string library) =>
        Assert.Single(Rules.EachNativeLibraryHasOneHome([new(assembly, [library], [], [], [])]));

    [Theory]
    [InlineData("insert into gateway.posts (id) values ($1)")]
    [InlineData("UPDATE gateway.posts set state = 'tagged'")]
    [InlineData("delete  from\n gateway.posts")]
    [InlineData("copy memory.memories from stdin (format binary)")]
    public void Should_see_a_write_to_anothers_schema(string sql) =>
        Assert.Single(Rules.OnlyTheOwnerWritesASchema([new("Engram.Ocr", [], [], [sql], [])]));

    [Fact]
    public void Should_see_a_publish_without_a_limit() =>
        Assert.Single(Rules.EveryPublishIsBounded([new("Engram.Ocr", [], [], [], ["IPublishEndpoint.Publish"])]));

    [Theory]
    [InlineData("QuestionAsked..ctor")]
    [InlineData("QuestionAsked.<Clone>$")]
    public void Should_see_a_question_that_another_service_asks(string call) =>
        Assert.Single(Rules.OnlyGatewayAsks([new("Engram.Gateway", [], [], [], [call]), new("Engram.Inference", [], [], [], [call])]));

    [Theory]
    [InlineData("gateway.001-a.sql", "gateway.002-b.sql", "gateway.002-c.sql")]
    [InlineData("gateway.001-a.sql", "gateway.003-b.sql", "memory.001-c.sql")]
    [InlineData("gateway.001-a.sql", "memory.01-b.sql", "blobs.001-c.sql")]
    public void Should_see_schema_scripts_of_one_number_or_with_a_gap(params string[] scripts) =>
        Assert.Single(Rules.SchemaScriptsAreNumberedInOrder(scripts));

    [Fact]
    public void Should_see_a_line_that_is_too_long_but_not_a_raw_string()
    {
        var wide = new string('x', 150);

        Assert.Contains(
            "line 3", Assert.Single(Rules.LinesFit([new("a.cs", [$"\"\"\"{wide}", $"{wide}\"\"\"", wide])])), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_see_a_type_name_that_stands_twice() => Assert.Single(Rules.NoTypeNameTwice(
        [new("shared/A/Fact.cs", ["public sealed record Fact(int A);"]),
            new("services/b/Facts.cs", ["internal sealed class Fact", "enum Log"])]));

    [Fact]
    public void Should_see_a_users_command_that_reaches_a_service() => Assert.Single(
        Rules.AppsReferenceNoService([new("apps/engram", ["shared/Text"], []), new("shared/Text", ["services/ocr"], []), Ocr]));

    [Fact]
    public void Should_see_a_namespace_that_is_not_ours() =>
        Assert.Single(Rules.EveryNamespaceIsOurs([new("Engram.Ocr", [], ["System.Ocr"], [], [])]));
}
