using System.Reflection;

namespace Engram.Messaging.Database;

/// <summary>The SQL scripts of one schema, in order: an assembly's embedded resources named
/// <c>*.Schema.{schema}.NNN-name.sql</c>.</summary>
internal sealed record SchemaScripts(string Schema, Assembly Assembly)
{
    private const string Formerly = "-- formerly ";

    /// <param name="before">Prefix of the names in the record of applied scripts.</param>
    public IEnumerable<SchemaScript> Read(string before = "")
    {
        var prefix = $".Schema.{Schema}.";
        foreach (var resource in Assembly.GetManifestResourceNames().Where(name => name.Contains(prefix,
            StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(Assembly.GetManifestResourceStream(resource)!);
            var sql = reader.ReadToEnd();
            var name = resource[(resource.IndexOf(prefix, StringComparison.Ordinal) + prefix.Length)..];
            yield return new SchemaScript([.. NamesOf(name, sql).Select(one => before + one)], sql);
        }
    }

    private static IEnumerable<string> NamesOf(string name, string sql) => sql.StartsWith(Formerly, StringComparison.Ordinal)
        ? [name, sql[Formerly.Length..sql.IndexOf('\n', StringComparison.Ordinal)].Trim()]
        : [name];
}

/// <param name="Names">The script's name, <c>NNN-name.sql</c>, and its former name if its first line gives one.</param>
/// <param name="Sql">Statements, with <c>{schema}</c> in place of the schema's name.</param>
internal sealed record SchemaScript(IReadOnlyList<string> Names, string Sql);
