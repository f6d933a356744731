using System.Text.RegularExpressions;
using Engram.TestKit;

namespace Engram.Architecture.Tests;

/// <summary>Checks the whole solution against <see cref="Rules"/>.</summary>
public sealed partial class When_the_house_is_inspected
{
    [Fact]
    public void Should_find_all_of_it()
    {
        Assert.Contains(House.Projects, project => project.Folder == "services/standalone");
        Assert.True(House.Projects.Count >= 17);
        Assert.Empty(House.Projects.Select(AssemblyNameOf).Except(House.Assemblies.Select(assembly => assembly.Name)));
    }

    [Fact]
    public void No_service_references_another() => Assert.Empty(Rules.NoServiceReferencesAnother(House.Projects));

    [Fact]
    public void Shared_references_only_shared() => Assert.Empty(Rules.SharedReferencesOnlyShared(House.Projects));

    [Fact]
    public void The_users_commands_reference_no_service() => Assert.Empty(Rules.AppsReferenceNoService(House.Projects));

    [Fact]
    public void Contracts_reference_nothing() => Assert.Empty(Rules.ContractsReferenceNothing(House.Projects));

    [Fact]
    public void Should_see_bindings_and_native_libraries()
    {
        Assert.Contains("NetVips", LibrariesOf("Engram.Imaging"));
        Assert.Contains("tesseract", string.Join(' ', LibrariesOf("Engram.Ocr")), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_native_library_has_one_home() => Assert.Empty(Rules.EachNativeLibraryHasOneHome(House.Assemblies));

    [Fact]
    public void Only_the_owner_writes_a_schema() => Assert.Empty(Rules.OnlyTheOwnerWritesASchema(House.Assemblies));

    [Fact]
    public void Every_publish_is_bounded() => Assert.Empty(Rules.EveryPublishIsBounded(House.Assemblies));

    [Fact]
    public void Only_gateway_asks()
    {
        Assert.Contains("QuestionAsked..ctor", House.Assemblies.Single(assembly => assembly.Name == "Engram.Gateway").Calls);
        Assert.Empty(Rules.OnlyGatewayAsks(House.Assemblies));
    }

    [Fact]
    public void Schema_scripts_are_numbered_in_order()
    {
        Assert.Contains("gateway.001-posts.sql", House.SchemaScripts);
        Assert.Empty(Rules.SchemaScriptsAreNumberedInOrder(House.SchemaScripts));
    }

    [Fact]
    public void Every_namespace_is_ours() => Assert.Empty(Rules.EveryNamespaceIsOurs(House.Assemblies));

    [Fact]
    public void Lines_fit() => Assert.Empty(Rules.LinesFit(SourceFile.All));

    [Fact]
    public void No_type_name_stands_twice() => Assert.Empty(Rules.NoTypeNameTwice(SourceFile.All));

    [Fact]
    public void The_readme_is_short() =>
        Assert.InRange(
            File.ReadAllText(Repository.PathOf("README.md")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 1, 900);

    [Theory]
    [InlineData("## Follow one post")]
    [InlineData("## Follow one question")]
    public void The_routes_through_the_code_are_short_and_there(string heading)
    {
        var page = File.ReadAllText(Repository.PathOf("CONTRIBUTING.md"));
        var section = page[(page.IndexOf(heading, StringComparison.Ordinal) + heading.Length)..];
        var files = Link().Matches(section[..section.IndexOf("\n## ", StringComparison.Ordinal)]).Select(link => link.Groups[1].Value)
            .ToList();

        Assert.InRange(files.Count, 5, 12);
        Assert.Equal(files.Distinct(), files);
        Assert.All(files, file => Assert.True(File.Exists(Repository.PathOf(file)), file));
    }

    [GeneratedRegex(@"\]\(([^)]+\.cs)\)")]
    private static partial Regex Link();

    private static IReadOnlyList<string> LibrariesOf(string name) => House.Assemblies.Single(assembly => assembly.Name == name).Libraries;

    private static string AssemblyNameOf(Project project) =>
        project.Folder.StartsWith("apps/", StringComparison.Ordinal) ? Path.GetFileName(project.Folder)
        : project.Folder == "tools/tfjs-to-onnx" ? "Engram.TfJsToOnnx"
        : "Engram." + string.Concat(Path.GetFileName(project.Folder).Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
