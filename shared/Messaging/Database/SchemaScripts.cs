using System.Reflection;

namespace Engram.Messaging.Database;

/// <summary>The SQL scripts of one schema, in order: the embedded resources of an assembly named <c>*.Schema.{schema}.NNN-name.sql</c>.</summary>
internal sealed record SchemaScripts(string Schema, Assembly Assembly)
{
    public IEnumerable<(string Name, string Sql)> Read()
    {
        var prefix = $".Schema.{Schema}.";
        foreach (var resource in Assembly.GetManifestResourceNames().Where(name => name.Contains(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(Assembly.GetManifestResourceStream(resource)!);
            yield return (resource[(resource.IndexOf(prefix, StringComparison.Ordinal) + prefix.Length)..], reader.ReadToEnd());
        }
    }
}
