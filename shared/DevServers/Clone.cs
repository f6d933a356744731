using System.Security.Cryptography;
using System.Text;

namespace Engram.DevServers;

/// <summary>The clone that this program was built in, and the data folder of a system that runs from it.</summary>
public static class Clone
{
    /// <summary>The folder above the program that holds System.sln; if there is none, as in a container, the working directory.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Data folder of private servers: <c>.engram</c> in the clone. For root it is a folder under <c>/var/lib/engram</c>, because
    /// PostgreSQL then runs as its own user, who may lack access to the folders above the clone.</summary>
    public static string DataDirectory { get; } = Environment.IsPrivilegedProcess
        ? Path.Combine("/var/lib/engram", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..12])
        : Path.Combine(Root, ".engram");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "System.sln")))
                return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
