using System.CommandLine;

namespace Engram.Cli.Commands;

/// <summary><c>engram models</c>: the model packages.</summary>
public static class ModelsCommand
{
    public static Command Create() => new("models", "Make and manage model packages.") { ModelsImportTfJsCommand.Create() };
}
