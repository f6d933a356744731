using System.Collections.Frozen;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Engram.TestKit;

namespace Engram.Architecture.Tests;

/// <summary>The facts about a project that the rules check.</summary>
/// <param name="Folder">Folder relative to the root of the clone, for example <c>services/ocr</c>.</param>
/// <param name="References">Folders of the projects it references directly.</param>
/// <param name="Packages">Packages it references directly.</param>
internal sealed record Project(string Folder, IReadOnlyList<string> References, IReadOnlyList<string> Packages);

/// <summary>The facts about a built assembly that the rules check.</summary>
/// <param name="Name">Assembly name, for example <c>Engram.Ocr</c>.</param>
/// <param name="Libraries">Native libraries that its P/Invokes name, and assemblies that it references.</param>
/// <param name="Namespaces">Namespaces of its types.</param>
/// <param name="Literals">Its string literals.</param>
/// <param name="Calls">Methods of other assemblies' classes that it calls, for example <c>IPublishEndpoint.Publish</c>.</param>
internal sealed record BuiltAssembly(
    string Name,
    IReadOnlyList<string> Libraries,
    IReadOnlyList<string> Namespaces,
    IReadOnlyList<string> Literals,
    IReadOnlyList<string> Calls);

/// <summary>The projects of the clone, their built assemblies and their schema scripts.</summary>
internal static class House
{
    public static IReadOnlyList<Project> Projects { get; } =
        [.. ((string[])["shared", "services", "apps", "tools"]).SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder),
            "*.csproj", SearchOption.AllDirectories)).Select(ReadProject)];

    public static IReadOnlyList<BuiltAssembly> Assemblies { get; } =
        [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(IsOfTheProduct).Select(ReadAssembly)];

    /// <summary>Names of the schema scripts, <c>schema.NNN-name.sql</c>.</summary>
    public static IReadOnlyList<string> SchemaScripts { get; } =
    [
        .. ((string[])["shared", "services"])
            .SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.sql", SearchOption.AllDirectories))
            .Select(file => Path.GetFileName(file)),
    ];

    /// <summary>The projects that a project references, directly or transitively.</summary>
    public static FrozenSet<string> Reachable(IEnumerable<Project> projects, string folder)
    {
        var byFolder = projects.ToDictionary(project => project.Folder);
        var seen = new HashSet<string>();
        var open = new Stack<string>(byFolder[folder].References);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next) || !byFolder.TryGetValue(next, out var project))
                continue;
            foreach (var reference in project.References)
                open.Push(reference);
        }

        return seen.ToFrozenSet();
    }

    private static Project ReadProject(string file)
    {
        var directory = Path.GetDirectoryName(file)!;
        var xml = XDocument.Load(file);
        // Skip references that only order the build.
        static IEnumerable<string> References(XDocument xml) => xml.Descendants("ProjectReference")
            .Where(e => e.Attribute("ReferenceOutputAssembly")?.Value != "false").Select(e => e.Attribute("Include")!.Value);
        IEnumerable<string> Included(string element) => xml.Descendants(element).Select(e => e.Attribute("Include")!.Value);
        return new Project(
            FolderOf(directory),
            [.. References(xml).Select(path => FolderOf(Path.GetDirectoryName(Path.GetFullPath(path, directory))!))],
            [.. Included("PackageReference")]);
    }

    private static string FolderOf(string directory) => Path.GetRelativePath(Repository.Root, directory).Replace('\\', '/');

    private static bool IsOfTheProduct(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return (name.StartsWith("Engram.", StringComparison.Ordinal) || name is "engram" or "engram-lab")
            && !name.EndsWith(".Tests", StringComparison.Ordinal) && name != "Engram.TestKit";
    }

    private static BuiltAssembly ReadAssembly(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        var modules = Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.ModuleRef))
            .Select(row => metadata.GetString(metadata.GetModuleReference(MetadataTokens.ModuleReferenceHandle(row)).Name));
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));
        var namespaces = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(type => type.GetDeclaringType().IsNil)
            .Select(type => metadata.GetString(type.Namespace));
        return new BuiltAssembly(
            Path.GetFileNameWithoutExtension(file),
            [.. modules.Union(references)],
            [.. namespaces.Distinct()],
            [.. Literals(metadata)],
            [.. Calls(metadata)]);
    }

    private static IEnumerable<string> Calls(MetadataReader metadata) =>
        from member in metadata.MemberReferences.Select(metadata.GetMemberReference)
        where member.Parent.Kind == HandleKind.TypeReference
        let type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
        select $"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}";

    private static IEnumerable<string> Literals(MetadataReader metadata)
    {
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
            yield return metadata.GetUserString(handle);
    }
}
