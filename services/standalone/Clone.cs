namespace Engram.Standalone;

/// <summary>The clone that this program was built in.</summary>
public static class Clone
{
    /// <summary>The folder above the program that holds System.sln; the working directory where there is none, as in a container.</summary>
    public static string Root { get; } = FindRoot();

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
