using System.CommandLine;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab predict</c>: runs a model package on files, without the system.</summary>
public static class PredictCommand
{
    public static Command Create() =>
        new("predict", "Let a model package answer for files, without the system.") {
            PredictKeyphrasesCommand.Create(), PredictItemsCommand.Create() };
}
