namespace Engram.Hosting;

/// <summary>A section of the configuration and the options that it holds.</summary>
/// <param name="Name">Path of the section, parts separated by colons; empty: the options stand at the root.</param>
/// <param name="Type">Type of the options; null: <see cref="Texts"/> names the settings.</param>
internal sealed record SettingsSection(string Name, Type? Type)
{
    /// <summary>Settings of a section without options: texts, each with its meaning.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the values are secret: each may then be read from a file that <c>NAME__File</c> names.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether other programs may have settings in the section. Only names that resemble ours are then refused.</summary>
    public bool IsShared { get; init; }
}
