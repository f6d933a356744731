using System.CommandLine;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab predict</c>: lets a model package answer for files, without the system.</summary>
public static class PredictCommand
{
    public static Command Create() =>
        new("predict", "Let a model package answer for files, without the system.") { PredictKeyphrasesCommand.Create() };
}
