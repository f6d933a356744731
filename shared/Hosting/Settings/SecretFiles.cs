using Microsoft.Extensions.Configuration;

namespace Engram.Hosting;

/// <summary>Reads secrets from files: <c>ConnectionStrings__Engram__File=/run/secrets/database</c> stands for
/// <c>ConnectionStrings__Engram</c> with the file's content, as containers are given their secrets.</summary>
/// <param name="Faults">What is wrong with the files or their names.</param>
internal sealed record SecretFiles(IReadOnlyList<string> Faults)
{
    public const string Suffix = "File";

    private static readonly string[] Sections = ["ConnectionStrings", $"{ListeningOptions.SectionName}:{nameof(ListeningOptions.ApiKeys)}"];

    /// <summary>Adds the content of the files to the configuration.</summary>
    public static SecretFiles Read(IConfigurationManager configuration)
    {
        var faults = new List<string>();
        var secrets = new Dictionary<string, string?>();
        foreach (var setting in Sections.SelectMany(section => configuration.GetSection(section).GetChildren()))
        {
            if (setting[Suffix] is not { Length: > 0 } file)
                continue;
            var variable = setting.Path.Replace(":", "__", StringComparison.Ordinal);
            if (!string.IsNullOrEmpty(setting.Value))
                faults.Add($"{variable} and {variable}__{Suffix} are both set; keep one.");
            else if (TryRead(file, out var secret))
                secrets.Add(setting.Path, secret);
            else
                faults.Add($"{variable}__{Suffix} names {file}, which is not there, can't be read or is empty.");
        }

        configuration.AddInMemoryCollection(secrets);
        return new SecretFiles(faults);
    }

    private static bool TryRead(string file, out string secret)
    {
        secret = "";
        try
        {
            secret = File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }

        return secret.Length > 0;
    }
}
