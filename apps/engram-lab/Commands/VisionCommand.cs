using System.CommandLine;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab vision</c>: what the detector sees in pictures.</summary>
public static class VisionCommand
{
    public static Command Create() => new("vision", "Look at what the object detector sees.") { VisionContactSheetCommand.Create() };
}
