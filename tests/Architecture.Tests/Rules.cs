using System.Text.RegularExpressions;

namespace Engram.Architecture.Tests;

/// <summary>The architecture rules. Each returns its violations as messages.</summary>
internal static partial class Rules
{
    private const string Standalone = "services/standalone";
    private const string Services = "services/";

    public static IEnumerable<string> NoServiceReferencesAnother(IReadOnlyList<Project> projects) =>
        from project in projects
        where project.Folder.StartsWith(Services, StringComparison.Ordinal) && project.Folder != Standalone
        from reached in House.Reachable(projects, project.Folder)
        where reached.StartsWith(Services, StringComparison.Ordinal)
        select $"{project.Folder} reaches {reached}: services meet in messages, only {Standalone} puts them together.";

    public static IEnumerable<string> SharedReferencesOnlyShared(IReadOnlyList<Project> projects) =>
        from project in projects
        where project.Folder.StartsWith("shared/", StringComparison.Ordinal)
        from reference in project.References
        where !reference.StartsWith("shared/", StringComparison.Ordinal)
        select $"{project.Folder} references {reference}: what is shared knows nothing of who uses it.";

    public static IEnumerable<string> AppsReferenceNoService(IReadOnlyList<Project> projects) =>
        from project in projects
        where project.Folder == "apps/engram"
        from reached in House.Reachable(projects, project.Folder)
        where reached.StartsWith(Services, StringComparison.Ordinal)
        select $"{project.Folder} reaches {reached}: a user's command speaks HTTP to the gateway.";

    public static IEnumerable<string> ContractsReferenceNothing(IReadOnlyList<Project> projects) =>
        from project in projects
        where project.Folder == "shared/Contracts"
        from reference in project.References.Concat(project.Packages)
        select $"{project.Folder} references {reference}: a message is only its properties.";

    /// <summary>
    /// Only one assembly uses each native library, by P/Invoke or through a .NET binding, so inference can run without libtorch and the
    /// trainer without libvips.
    /// </summary>
    public static IEnumerable<string> EachNativeLibraryHasOneHome(IReadOnlyList<BuiltAssembly> assemblies) =>
        from assembly in assemblies
        from library in assembly.Libraries
        from home in NativeHomes
        where library.Contains(home.Library, StringComparison.OrdinalIgnoreCase) && assembly.Name != home.Assembly
        select $"{assembly.Name} uses {library}: only {home.Assembly} does.";

    public static IEnumerable<string> OnlyTheOwnerWritesASchema(IReadOnlyList<BuiltAssembly> assemblies) =>
        from assembly in assemblies
        from literal in assembly.Literals
        from Match write in WriteStatement().Matches(literal)
        where SchemaOwners.TryGetValue(write.Groups["schema"].Value, out var owner) && owner != assembly.Name
        select $"{assembly.Name} says '{write.Value}': only {SchemaOwners[write.Groups["schema"].Value]} writes that schema.";

    /// <summary>A publish without a time limit can block a queue forever (ADR 0004).</summary>
    public static IEnumerable<string> EveryPublishIsBounded(IReadOnlyList<BuiltAssembly> assemblies) =>
        from assembly in assemblies
        where assembly.Name is not "Engram.Messaging"
        from call in assembly.Calls
        where call is "IPublishEndpoint.Publish" or "ISendEndpoint.Send" or "PublishEndpointExtensions.Publish"
            or "ConsumeContext.RespondAsync"
        select $"{assembly.Name} calls {call}: answer by AnswerAsync, or enqueue in the outbox.";

    /// <summary>Only the gateway publishes questions: a service that needs other memories tells the gateway, which asks again.</summary>
    public static IEnumerable<string> OnlyGatewayAsks(IReadOnlyList<BuiltAssembly> assemblies) =>
        from assembly in assemblies
        where assembly.Name is not "Engram.Gateway"
        from call in assembly.Calls
        where call is "QuestionAsked..ctor" or "QuestionAsked.<Clone>$"
        select $"{assembly.Name} calls {call}: only Engram.Gateway publishes QuestionAsked.";

    /// <summary>Scripts with the same number have no visible order, and a script added later in a gap would run out of order.</summary>
    public static IEnumerable<string> SchemaScriptsAreNumberedInOrder(IEnumerable<string> scripts) =>
        from schema in scripts.GroupBy(script => script.Split('.')[0])
        from script in schema.Order(StringComparer.Ordinal).Select((name, index) => (Name: name, Start: $"{schema.Key}.{index + 1:000}-"))
        where !script.Name.StartsWith(script.Start, StringComparison.Ordinal)
        select $"{script.Name} stands where a script {script.Start}* belongs.";

    public static IEnumerable<string> EveryNamespaceIsOurs(IReadOnlyList<BuiltAssembly> assemblies) =>
        from assembly in assemblies
        from name in assembly.Namespaces
        where name.Length > 0 && !name.StartsWith("Engram.", StringComparison.Ordinal) && !IsMadeByTheCompiler(name)
        select $"{assembly.Name} holds namespace {name}: ours begin with Engram.";

    /// <summary>Lines fit on a screen. Raw string literals are exempt, because they keep the lines of the text they quote.</summary>
    public static IEnumerable<string> LinesFit(IReadOnlyList<SourceFile> files) =>
        from file in files
        from line in OutsideRawStrings(file.Lines)
        where Width(line.Text) > LongestLine
        select $"{file.Path}, line {line.Number}: {Width(line.Text)} characters; at most {LongestLine} fit on a screen.";

    public static IEnumerable<string> NoTypeNameTwice(IReadOnlyList<SourceFile> files) =>
        from file in files
        where !file.Path.StartsWith("tests/", StringComparison.Ordinal)
        from line in file.Lines
        let type = TypeDeclaration().Match(line)
        where type.Success && !line.Contains(" partial ", StringComparison.Ordinal)
        group file.Path by type.Groups["name"].Value into homes
        where homes.Count() > 1 && !SharedNames.Contains(homes.Key)
        select $"{homes.Key} is declared in {string.Join(" and in ", homes)}: one name for one thing.";

    private static IEnumerable<(int Number, string Text)> OutsideRawStrings(IReadOnlyList<string> lines)
    {
        var isInside = false;
        foreach (var (index, line) in lines.Index())
        {
            var quotes = line.Split(RawQuote).Length - 1;
            if (!isInside && quotes == 0)
                yield return (index + 1, line);
            isInside ^= quotes % 2 == 1;
        }
    }

    // In code points: an emoji of two UTF-16 units occupies one column.
    private static int Width(string line) => line.EnumerateRunes().Count();

    private const int LongestLine = 140;
    private const string RawQuote = "\"\"\"";

    // Each service has its own Log, Program and consumers; two services have a PictureReader.
    private static readonly string[] SharedNames =
        ["Log", "Program", "ImageReceivedConsumer", "ImageReceivedConsumerDefinition", "PictureReader"];

    private static readonly (string Library, string Assembly)[] NativeHomes =
    [
        ("vips", "Engram.Imaging"),
        ("tesseract", "Engram.Ocr"),
        ("torch", "Engram.Training"),
    ];

    private static readonly Dictionary<string, string> SchemaOwners = new()
    {
        ["gateway"] = "Engram.Gateway",
        ["memory"] = "Engram.MemoryIndex",
        ["models"] = "Engram.Trainer",
        ["blobs"] = "Engram.Blobs",
    };

    [GeneratedRegex(
        @"^(?:(?:public|internal|sealed|static|abstract|readonly|unsafe|ref)\s+)*"
        + @"(?:class|record struct|record|struct|interface|enum)\s+(?<name>\w+)")]
    private static partial Regex TypeDeclaration();

    private static bool IsMadeByTheCompiler(string name) =>
        name.StartsWith("System.Text.RegularExpressions.Generated", StringComparison.Ordinal)
        || name.StartsWith("System.Runtime.CompilerServices", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.AspNetCore.OpenApi.Generated", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Extensions.Validation", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(insert\s+into|update|delete\s+from|copy|truncate)\s+(?<schema>\w+)\.",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WriteStatement();
}
