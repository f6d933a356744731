using System.Globalization;

namespace Engram.DevServers.Tests;

/// <summary>The guard shells that stop private servers when their run ends.</summary>
internal static class Keepers
{
    /// <summary>Kills the shell that guards a directory, as if the whole run had been killed.</summary>
    public static void Kill(string directory) =>
        Signals.Kill(Assert.Single(Directory.GetDirectories("/proc").Where(process => Keeps(process, directory))
            .Select(process => int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture))));

    private static bool Keeps(string process, string directory)
    {
        try
        {
            var arguments = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
            return arguments is ["/bin/sh", "-c", _, _, var kept, ..] && kept == directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
